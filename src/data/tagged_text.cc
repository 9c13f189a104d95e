#include "data/tagged_text.h"

#include <algorithm>

#include "base/lower_case.h"
#include "data/table_error.h"
#include "data/text_feed.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTaggedEndings[] = {".conll", ".bio", ".iob", ".iob2"};
constexpr const char* kJsonEndings[] = {".jsonl", ".ndjson"};
constexpr const char* kTextEndings[] = {".tsv", ".txt"};

// In lower case, without .gz.
std::string plain_name(const fs::path& file) {
  std::string name = in_lower_case(file.filename().string());
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  return name;
}

bool ends_with_one(const std::string& name, const auto& endings) {
  return std::ranges::any_of(endings, [&](const char* ending) { return name.ends_with(ending); });
}

}  // namespace

bool has_tagged_name(const fs::path& file) {
  return ends_with_one(plain_name(file), kTaggedEndings);
}

bool may_be_tagged(const fs::path& file) {
  const std::string name = plain_name(file);
  return has_tagged_name(file) || ends_with_one(name, kJsonEndings) ||
         ends_with_one(name, kTextEndings);
}

TaggedText read_tagged_text(const fs::path& file, const TaggedTextOptions& options) {
  const Encoding encoding = encoding_of_file(file, options.encoding);
  TextFeed feed(file, encoding);
  std::string text;
  while (feed.read(text)) continue;
  const bool is_json = ends_with_one(plain_name(file), kJsonEndings);
  TaggedText read = (is_json ? parse_tag_json : parse_tag_columns)(text, file.string(), options);
  if (!encoding.note.empty()) read.notes.push_back(encoding.note);
  return read;
}

void for_each_line(std::string_view text,
                   const std::function<void(std::string_view, std::int64_t)>& body) {
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    body(line, number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

TaggedFiles tagged_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file() && may_be_tagged(entry.path())) files.push_back(entry.path());
  std::ranges::sort(files);
  TaggedFiles found;
  for (const fs::path& file : files) {
    const std::string name = in_lower_case(file.stem().string());
    const auto has = [&](const char* word) { return name.find(word) != name.npos; };
    fs::path* part = has("train")                                 ? &found.train
                     : has("valid") || has("dev") || has("testa") ? &found.valid
                     : has("test")                                ? &found.test
                                                                  : nullptr;
    if (part == nullptr) continue;
    if (!part->empty())
      throw bad_table(folder.string(), 0,
                      text("{} and {} are of one part", "{} 与 {} 属于同一部分",
                           part->filename().string(), file.filename().string()))
          .expected(
              text("one file each to train, validate and test on", "训练、验证、测试各一个文件"))
          .fix(text("move one of them away", "请移走其中一个"));
    *part = file;
  }
  return found;
}

}  // namespace ingot
