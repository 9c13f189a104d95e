#include "data/parallel_text.h"

#include <algorithm>
#include <map>

#include "base/trim.h"
#include "data/part_names.h"
#include "data/picture_file.h"
#include "data/table_files.h"
#include "data/text_feed.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// Files by stem, then by language.
using Parallel = std::map<std::string, std::map<std::string, fs::path>>;

std::string without_ending(const std::string& name, const std::string& ending) {
  return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
}

// In the order of their names, so that of train.en and train.en.gz the first is read everywhere.
Parallel files_by_language(const fs::path& folder) {
  Parallel files;
  if (!fs::is_directory(folder)) return files;
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (entry.is_regular_file()) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    const std::string name = path.filename().string();
    if (name.starts_with('.') || has_picture_name(name) || table_format(path)) continue;
    const std::string plain = without_ending(without_ending(name, ".gz"), ".txt");
    const std::size_t dot = plain.rfind('.');
    if (dot == plain.npos || dot == 0 || dot + 1 == plain.size()) continue;
    files[plain.substr(0, dot)].emplace(plain.substr(dot + 1), path);
  }
  return files;
}

DataPart part_of(const std::string& stem) { return part_in_name(stem).value_or(DataPart::train); }

// Those that every stem has which begins with train, or else every stem of several.
std::set<std::string> languages_of(const Parallel& files) {
  const auto common = [&](const auto& is_asked) {
    std::set<std::string> all;
    bool is_first = true;
    for (const auto& [stem, by_language] : files) {
      if (!is_asked(stem, by_language.size())) continue;
      std::set<std::string> of_stem;
      for (const auto& [language, file] : by_language)
        if (is_first || all.contains(language)) of_stem.insert(language);
      all = std::move(of_stem);
      is_first = false;
    }
    return all;
  };
  const std::set<std::string> of_train = common([](const std::string& stem, std::size_t count) {
    return count > 1 && part_in_name(stem) == DataPart::train;
  });
  if (of_train.size() > 1) return of_train;
  return common([](const std::string&, std::size_t count) { return count > 1; });
}

std::vector<std::string> lines_of(const fs::path& file, const std::string& encoding,
                                  std::vector<Text>& notes) {
  const Encoding known = encoding_of_file(file, encoding);
  if (!known.note.empty()) notes.push_back(known.note);
  LineFeed feed(file, known);
  std::vector<std::string> lines;
  std::string_view line;
  while (feed.next(line)) lines.emplace_back(line);
  return lines;
}

// The one that is wanted, or the one that is left beside `other`.
std::string chosen_language(const std::set<std::string>& all, const std::string& wanted,
                            const std::string& other, const char* flag, const fs::path& folder) {
  if (all.contains(wanted)) return wanted;
  if (wanted.empty() && all.size() == 2 && all.contains(other))
    return *all.begin() == other ? *all.rbegin() : *all.begin();
  throw Error("unknown_language", wanted.empty()
                                      ? text("{} does not say which language is which",
                                             "{} 未说明哪种语言是哪一侧", folder.string())
                                      : text("{} has no files that end in .{}",
                                             "{} 中没有以 .{} 结尾的文件", folder.string(), wanted))
      .expected(text("{} with one of {}", "{} 取以下之一: {}", flag, fmt::join(all, ", ")))
      .where(text("command line", "命令行"));
}

TextPairs pairs_of(const fs::path& from, const fs::path& to, const std::string& encoding) {
  TextPairs pairs;
  const std::vector<std::string> sources = lines_of(from, encoding, pairs.notes),
                                 targets = lines_of(to, encoding, pairs.notes);
  if (sources.size() != targets.size())
    throw Error("bad_table", text("{} has {} lines, {} has {}", "{} 有 {} 行, {} 有 {} 行",
                                  from.string(), sources.size(), to.string(), targets.size()))
        .expected(text("line for line the same in both languages", "两种语言逐行对应"));
  for (std::size_t i = 0; i < sources.size(); ++i) pairs.add(sources[i], targets[i]);
  return pairs;
}

}  // namespace

void TextPairs::add(std::string_view source, std::string_view target) {
  source = without_blanks(source), target = without_blanks(target);
  if (source.empty() || target.empty()) {
    ++left_out;
    return;
  }
  sources.emplace_back(source);
  targets.emplace_back(target);
}

void TextPairs::add(const TextPairs& more) {
  sources.insert(sources.end(), more.sources.begin(), more.sources.end());
  targets.insert(targets.end(), more.targets.begin(), more.targets.end());
  notes.insert(notes.end(), more.notes.begin(), more.notes.end());
  left_out += more.left_out;
}

TextPairs TextPairs::chosen(std::span<const std::int64_t> rows) const {
  TextPairs pairs;
  for (const std::int64_t row : rows) {
    pairs.sources.push_back(sources[static_cast<std::size_t>(row)]);
    pairs.targets.push_back(targets[static_cast<std::size_t>(row)]);
  }
  return pairs;
}

std::set<std::string> languages_of_folder(const fs::path& folder) {
  return languages_of(files_by_language(folder));
}

bool is_parallel_folder(const fs::path& folder) { return languages_of_folder(folder).size() > 1; }

void require_two_sides(const std::string& source, const std::string& target) {
  if (source != target) return;
  throw Error("wrong_usage",
              text("{} is both what is read and what is written", "{} 既是原文又是译文", target))
      .where(text("--target and --set source=, command line", "--target 与 --set source=, 命令行"));
}

ParallelTexts read_parallel_folder(const fs::path& folder, const std::string& source,
                                   const std::string& target, const std::string& encoding) {
  const Parallel files = files_by_language(folder);
  const std::set<std::string> languages = languages_of(files);
  if (languages.size() < 2)
    throw Error("unknown_data", text("{} holds no texts in two languages",
                                     "{} 中没有两种语言的文本", folder.string()))
        .expected(text("files of as many lines that differ in their ending, such as train.en and "
                       "train.de",
                       "行数相同、仅扩展名不同的文件，例如 train.en 和 train.de"));
  ParallelTexts texts;
  texts.target = chosen_language(languages, target, source, "--target", folder);
  texts.source = chosen_language(languages, source, texts.target, "--set source=", folder);
  require_two_sides(texts.source, texts.target);
  for (const auto& [stem, by_language] : files) {
    const auto from = by_language.find(texts.source), to = by_language.find(texts.target);
    if (from == by_language.end() && to == by_language.end()) continue;
    TextPairs& part = part_of(stem) == DataPart::test    ? texts.test
                      : part_of(stem) == DataPart::valid ? texts.valid
                                                         : texts.train;
    if (from == by_language.end() || to == by_language.end())
      part.notes.push_back(text("{}.* is left out: it is there in one language alone",
                                "略去 {}.*: 只有一种语言", stem));
    else
      part.add(pairs_of(from->second, to->second, encoding));
  }
  return texts;
}

std::vector<std::string> read_parallel_sources(const fs::path& folder, const std::string& language,
                                               const std::string& encoding) {
  const Parallel files = files_by_language(folder);
  std::vector<std::string> of_test, of_all;
  std::vector<Text> ignored;
  std::set<std::string> languages;
  for (const auto& [stem, by_language] : files) {
    for (const auto& [name, file] : by_language) languages.insert(name);
    const auto found = by_language.find(language);
    if (found == by_language.end()) continue;
    const std::vector<std::string> lines = lines_of(found->second, encoding, ignored);
    of_all.insert(of_all.end(), lines.begin(), lines.end());
    if (part_of(stem) == DataPart::test) of_test.insert(of_test.end(), lines.begin(), lines.end());
  }
  static_cast<void>(chosen_language(languages, language, "", "a file", folder));
  return of_test.empty() ? of_all : of_test;
}

}  // namespace ingot
