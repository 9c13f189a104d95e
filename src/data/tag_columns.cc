// Tokens and their tags in columns.
#include <algorithm>
#include <array>
#include <optional>

#include "base/lower_case.h"
#include "base/trim.h"
#include "data/table_error.h"
#include "data/tagged_text.h"

namespace ingot {
namespace {

constexpr std::string_view kDocument = "-DOCSTART-";

std::vector<std::string_view> tag_fields(std::string_view line, bool by_tabs) {
  std::vector<std::string_view> fields;
  if (by_tabs) {
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t end = std::min(line.find('\t', at), line.size());
      fields.push_back(without_blanks(line.substr(at, end - at)));
      at = end + 1;
    }
    return fields;
  }
  constexpr const char* kBlanks = " \t";
  for (std::size_t at = line.find_first_not_of(kBlanks); at != line.npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    fields.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlanks, end);
  }
  return fields;
}

bool names_columns(const std::vector<std::string_view>& fields) {
  constexpr std::array kTokens{"token", "tokens", "word", "words", "form"};
  constexpr std::array kTags{"tag", "tags", "label", "labels", "ner", "ner_tag", "ner_tags", "pos"};
  const auto is_one = [](std::string_view field, const auto& names) {
    return std::ranges::find(names, in_lower_case(field)) != names.end();
  };
  return fields.size() > 1 && is_one(fields.front(), kTokens) && is_one(fields.back(), kTags);
}

// Whether the first line with columns has a tab.
bool has_tabs(std::string_view text) {
  std::optional<bool> found;
  for_each_line(text, [&](std::string_view line, std::int64_t) {
    const bool is_beside = line.starts_with("# ") || line.starts_with(kDocument);
    if (!found && !is_beside && !without_blanks(line).empty()) found = line.find('\t') != line.npos;
  });
  return found.value_or(false);
}

class ColumnSentences {
 public:
  ColumnSentences(std::string_view text, std::string file, const TaggedTextOptions& options)
      : file_(std::move(file)), options_(options), by_tabs_(has_tabs(text)) {}

  void add(std::string_view line, std::int64_t number) {
    const std::string_view shown = without_blanks(line);
    if (shown.empty()) return end_sentence();
    const bool is_first = first_line_ == 0;
    if (shown.starts_with(kDocument)) return end_sentence();
    if (by_tabs_ && line.starts_with("# ") && line.find('\t') == line.npos) return;
    const std::vector<std::string_view> fields = tag_fields(line, by_tabs_);
    if (is_first) {
      first_line_ = number;
      width_ = fields.size();
      if (names_columns(fields)) {
        result_.notes.push_back(
            text("{}: line {} names the columns", "{}: 第 {} 行为列名", file_, number));
        return;
      }
    }
    require_like_others(fields, number);
    open_.tokens.emplace_back(fields.front());
    if (fields.size() > 1) open_.tags.emplace_back(fields.back());
  }

  TaggedText take() {
    end_sentence();
    if (result_.sentences.empty())
      throw Error("no_rows", text("{} holds no sentence", "{} 中没有句子", file_))
          .expected(expected());
    return std::move(result_);
  }

 private:
  static Text expected() {
    return text(
        "on each line a token, a tab or blanks, and its tag; an empty line between sentences",
        "每行一个词元、制表符或空格及其标签，句子之间空一行");
  }
  void require_like_others(const std::vector<std::string_view>& fields, std::int64_t number) const {
    if (fields.size() == 1 && (options_.needs_tags || width_ > 1))
      throw bad_table(file_, number, text("\"{}\" has no tag", "“{}”没有标签", fields.front()))
          .expected(expected());
    if (fields.size() != width_)
      throw bad_table(file_, number,
                      text("{} columns, but {} on line {}", "有 {0} 列，而第 {2} 行有 {1} 列",
                           fields.size(), width_, first_line_))
          .expected(by_tabs_ ? text("as many columns on each line, apart by tabs",
                                    "各行列数相同，以制表符分隔")
                             : text("as many columns on each line, apart by blanks",
                                    "各行列数相同，以空格分隔"));
    if (fields.front().empty())
      throw bad_table(file_, number, text("the token is empty", "词元为空")).expected(expected());
    if (fields.back().empty())
      throw bad_table(file_, number, text("\"{}\" has no tag", "“{}”没有标签", fields.front()))
          .expected(expected());
  }
  void end_sentence() {
    if (!open_.tokens.empty()) result_.sentences.push_back(std::move(open_));
    open_ = {};
  }

  std::string file_;
  const TaggedTextOptions& options_;
  TaggedText result_;
  TaggedSentence open_;
  bool by_tabs_;
  std::int64_t first_line_ = 0;  // that has columns; 0: none yet
  std::size_t width_ = 0;
};

}  // namespace

TaggedText parse_tag_columns(std::string_view text, const std::string& file,
                             const TaggedTextOptions& options) {
  ColumnSentences sentences(text, file, options);
  for_each_line(text,
                [&](std::string_view line, std::int64_t number) { sentences.add(line, number); });
  return sentences.take();
}

}  // namespace ingot
