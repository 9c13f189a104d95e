#include "tasks/tag_parts.h"

#include <cerrno>
#include <set>
#include <unordered_set>

#include "base/files.h"
#include "base/lower_case.h"
#include "base/sha256.h"
#include "data/encoding.h"
#include "data/splits.h"
#include "data/text_feed.h"
#include "features/text_words.h"
#include "tasks/program_facts.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

using Sentences = std::vector<TaggedSentence>;

std::string joined_text(const TaggedSentence& sentence) {
  return fmt::format("{}", fmt::join(sentence.tokens, " "));
}

Sentences read_file_of(const fs::path& file, const TaggedTextOptions& options, Progress* progress) {
  if (!fs::exists(file)) throw file_error(ENOENT, file);
  TaggedText read = read_tagged_text(file, options);
  if (progress != nullptr)
    for (const Text& note : read.notes) progress->note(note);
  return std::move(read.sentences);
}

Sentences taken(Sentences& all, const std::vector<std::int64_t>& rows) {
  Sentences some;
  for (const std::int64_t row : rows) some.push_back(std::move(all[static_cast<std::size_t>(row)]));
  return some;
}

// Sets aside what the data do not bring.
void split_sentences(TagParts& parts, std::int64_t seed) {
  const SplitShares shares{parts.valid.empty() ? 0.1 : 0, parts.test.empty() ? 0.1 : 0};
  if (shares.valid == 0 && shares.test == 0) return;
  std::vector<std::string> texts;
  for (const TaggedSentence& sentence : parts.train) texts.push_back(joined_text(sentence));
  const std::vector<std::int64_t> groups = number_values(texts);
  constexpr std::int64_t kFewest = 3;
  if (const std::int64_t different = std::ranges::max(groups) + 1; different < kFewest)
    throw Error("too_few_rows",
                text("{} different sentences are too few to train, validate and test on",
                     "{} 个不同的句子不足以训练、验证和测试", different))
        .expected(text("at least {}, better some hundreds", "至少 {} 个，最好数百个", kFewest));
  const Split split =
      grouped_split(std::vector<std::int64_t>(texts.size(), 0), groups, shares, seed);
  Sentences all = std::move(parts.train);
  parts.train = taken(all, split.train);
  if (shares.valid > 0) parts.valid = taken(all, split.valid);
  if (shares.test > 0) parts.test = taken(all, split.test);
}

std::int64_t count_seen(const TagParts& parts) {
  std::unordered_set<std::string> known;
  for (const TaggedSentence& sentence : parts.train) known.insert(joined_text(sentence));
  return std::ranges::count_if(
      parts.test, [&](const TaggedSentence& s) { return known.contains(joined_text(s)); });
}

// Lines of a text, as many as tell what it is.
std::vector<std::string> lines_of(const fs::path& file, const TaggedTextOptions& options) {
  LineFeed feed(file, encoding_of_file(file, options.encoding));
  std::vector<std::string> lines;
  for (std::string_view line; feed.next(line);) lines.emplace_back(line);
  return lines;
}

// A word, or columns of which the last is a tag, in each line that is not empty.
bool looks_like_columns(const std::vector<std::string>& lines, const std::set<std::string>& tags) {
  const bool by_tabs =
      std::ranges::any_of(lines, [](const auto& line) { return line.find('\t') != line.npos; });
  const char* apart = by_tabs ? "\t" : " \t";
  for (const std::string& line : lines) {
    const std::size_t last = line.find_last_not_of(" \t\r");
    if (last == line.npos || line.starts_with("-DOCSTART-")) continue;
    const std::string_view shown = std::string_view(line).substr(0, last + 1);
    const std::size_t before = shown.find_last_of(apart);
    if (before != shown.npos && !tags.contains(std::string(shown.substr(before + 1)))) return false;
  }
  return true;
}

Sentences words_of_lines(const std::vector<std::string>& lines) {
  Sentences sentences;
  for (const std::string& line : lines) {
    const std::vector<std::string_view> words = split_words(line);
    if (!words.empty()) sentences.push_back({{words.begin(), words.end()}, {}});
  }
  return sentences;
}

}  // namespace

std::vector<std::string> TagParts::tags() const {
  std::set<std::string> all;
  for (const Sentences* part : {&train, &valid, &test})
    for (const TaggedSentence& sentence : *part)
      all.insert(sentence.tags.begin(), sentence.tags.end());
  return {all.begin(), all.end()};
}

TagParts open_tag_parts(const BuildRequest& request, Progress& progress) {
  if (!request.split.empty() && request.split != "random")
    throw Error("wrong_usage",
                text("sentences are not split by {}", "句子不能按 {} 划分", request.split))
        .expected(text("random", "random"))
        .where(text("--split, command line", "--split, 命令行"));
  const TaggedTextOptions options{.encoding = request.table.encoding, .target = request.target};
  TaggedFiles files{request.data, {}, {}};
  if (fs::is_directory(request.data)) {
    files = tagged_files(request.data);
    if (files.train.empty())
      throw Error("file_missing",
                  text("{} holds no file to train on", "{} 中没有训练文件", request.data))
          .expected(text("train.conll, valid.conll and test.conll, say",
                         "例如 train.conll、valid.conll 与 test.conll"));
  }
  if (!request.test.empty()) files.test = request.test;
  TagParts parts;
  parts.name = product_name(request.data);
  Sha256 sha256;
  for (const auto& [file, part] : {std::pair(&files.train, &parts.train),
                                   {&files.valid, &parts.valid},
                                   {&files.test, &parts.test}})
    if (!file->empty()) {
      *part = read_file_of(*file, options, &progress);
      sha256.add(sha256_of_file(*file));
    }
  parts.sha256 = sha256.digest();
  split_sentences(parts, request.seed);
  if (parts.tags().size() < 2)
    throw Error("too_few_classes", text("all tokens of {} have the tag \"{}\"",
                                        "{} 的所有词元都是标签“{}”", request.data, parts.tags()[0]))
        .expected(text("at least two tags", "至少两种标签"))
        .fix(text("is the last column the tag? --target names it in JSON Lines",
                  "最后一列是标签吗？JSON Lines 可用 --target 指定"));
  parts.seen = count_seen(parts);
  return parts;
}

std::vector<TaggedSentence> read_tag_data(const std::string& data, const TaggedTextOptions& options,
                                          const std::vector<std::string>& tags,
                                          Progress* progress) {
  fs::path file = data;
  if (fs::is_directory(file)) {
    const TaggedFiles files = tagged_files(file);
    file = files.test.empty() ? files.train : files.test;
    if (file.empty())
      throw Error("file_missing", text("{} holds no test file", "{} 中没有测试文件", data));
  }
  if (!fs::exists(file)) throw file_error(ENOENT, file);
  if (!options.needs_tags && in_lower_case(file.extension().string()) == ".txt") {
    const std::vector<std::string> lines = lines_of(file, options);
    if (!looks_like_columns(lines, {tags.begin(), tags.end()})) return words_of_lines(lines);
  }
  return read_file_of(file, options, progress);
}

bool is_tagged_data(const std::string& data) {
  if (!fs::is_directory(data)) return fs::is_regular_file(data) && has_tagged_name(data);
  return std::ranges::any_of(fs::directory_iterator(data), [](const fs::directory_entry& entry) {
    return has_tagged_name(entry.path()) && entry.is_regular_file() &&
           in_lower_case(entry.path().filename().string()).find("train") != std::string::npos;
  });
}

std::vector<std::string> all_tokens(const std::vector<TaggedSentence>& sentences) {
  std::vector<std::string> tokens;
  for (const TaggedSentence& sentence : sentences)
    tokens.insert(tokens.end(), sentence.tokens.begin(), sentence.tokens.end());
  return tokens;
}

}  // namespace ingot
