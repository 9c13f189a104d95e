#include "data/arff.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/lower_case.h"
#include "base/near_name.h"
#include "base/trim.h"
#include "data/pulled_table.h"
#include "data/table_error.h"

namespace ingot {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c; }

bool is_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error != std::errc::invalid_argument && end == text.data() + text.size();
}

}  // namespace

// The words of one line, which may stand in quotes.
class ArffParser::Words {
 public:
  Words(const std::string& name, std::int64_t number, std::string_view line)
      : name_(name), number_(number), left_(line) {}

  [[nodiscard]] Error bad(const Text& what) const {
    return bad_table(name_, number_, what)
        .expected(text("ARFF: @attribute NAME TYPE, then @data and rows of values between commas",
                       "ARFF: @attribute 名称 类型, 然后 @data 及以逗号分隔的数据行"))
        .fix(text("mend the line", "请修改该行"));
  }
  void skip_blanks() {
    while (!left_.empty() && is_blank(left_[0])) left_.remove_prefix(1);
  }
  [[nodiscard]] bool at_end() {
    skip_blanks();
    return left_.empty();
  }
  [[nodiscard]] bool take(char c) {
    skip_blanks();
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] Value word(std::string_view ends) {
    skip_blanks();
    if (left_.starts_with('\'') || left_.starts_with('"')) return quoted();
    const std::size_t end = std::min(left_.find_first_of(ends), left_.size());
    Value value{std::string(without_blanks(left_.substr(0, end))), false};
    left_.remove_prefix(end);
    return value;
  }
  [[nodiscard]] std::string_view rest() const { return left_; }

 private:
  Value quoted() {
    const char quote = left_[0];
    Value value{{}, true};
    for (std::size_t i = 1; i < left_.size(); ++i) {
      if (left_[i] == quote) {
        left_.remove_prefix(i + 1);
        return value;
      }
      const bool is_escape = left_[i] == '\\' && i + 1 < left_.size();
      value.text += is_escape ? unescaped(left_[++i]) : left_[i];
    }
    throw bad(text("a quote is never closed", "引号未闭合"));
  }

  const std::string& name_;
  std::int64_t number_;
  std::string_view left_;
};

bool ArffParser::read_header_line(std::string_view line, std::int64_t number) {
  line = without_blanks(line);
  if (line.empty() || line[0] == '%') return false;
  Words words(name_, number, line);
  const std::string keyword = in_lower_case(words.word(" \t").text);
  if (keyword == "@relation") return false;
  if (keyword == "@attribute") {
    read_attribute(words);
    return false;
  }
  if (keyword != "@data")
    throw words.bad(text("\"{}\" in the header", "头部出现 \"{}\"", keyword.substr(0, 40)));
  if (attributes_.empty())
    throw words.bad(text("no @attribute before @data", "@data 之前没有 @attribute"));
  return true;
}

void ArffParser::read_attribute(Words& words) {
  Attribute attribute{.name = words.word(" \t{").text};
  if (attribute.name.empty()) throw words.bad(text("an attribute without a name", "属性没有名称"));
  if (words.take('{')) {
    attribute.kind = Kind::nominal;
    while (!words.take('}')) {
      attribute.values.push_back(words.word(",}").text);
      if (!words.take(',') && !words.rest().starts_with('}'))
        throw words.bad(
            text("the values of {} have no end", "{} 的取值列表未结束", attribute.name));
    }
  } else {
    const std::string type = in_lower_case(words.word(" \t").text);
    if (type == "numeric" || type == "real" || type == "integer")
      attribute.kind = Kind::number;
    else if (type != "string" && type != "date")
      throw words.bad(text("{} is of type \"{}\"", "{} 的类型为 \"{}\"", attribute.name, type))
          .expected(text("numeric, real, integer, string, date or {{value, value ...}}",
                         "numeric, real, integer, string, date 或 {{取值, 取值 ...}}"));
  }
  attributes_.push_back(std::move(attribute));
}

std::vector<std::string> ArffParser::columns() const {
  std::vector<std::string> names;
  for (const Attribute& attribute : attributes_) names.push_back(attribute.name);
  return names;
}

void ArffParser::read_dense(Words& words, std::vector<Value>& row) const {
  while (true) {
    row.push_back(words.word(",\t"));
    const bool had_comma = words.take(',');
    if (had_comma) continue;
    if (words.at_end()) break;
  }
  if (row.size() != attributes_.size())
    throw words.bad(text("{} values for {} attributes", "{} 个值对应 {} 个属性", row.size(),
                         attributes_.size()));
}

void ArffParser::read_sparse(Words& words, std::vector<Value>& row) const {
  for (const Attribute& a : attributes_)
    row.push_back(a.kind == Kind::number                         ? Value{"0"}
                  : a.kind == Kind::nominal && !a.values.empty() ? Value{a.values[0], true}
                                                                 : Value{"?"});
  std::set<std::size_t> seen;
  while (!words.take('}')) {
    const std::string index = words.word(" \t,}").text;
    std::size_t i = 0;
    const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), i);
    if (error != std::errc() || end != index.data() + index.size() || i >= row.size() ||
        !seen.insert(i).second)
      throw words.bad(text("\"{}\" as the index of an attribute", "属性下标为 \"{}\"", index));
    row[i] = words.word(",}");
    if (!words.take(',') && !words.rest().starts_with('}'))
      throw words.bad(text("a sparse row without an end", "稀疏行未结束"));
  }
  if (!words.at_end())
    throw words.bad(text("something stands behind the row", "数据行之后还有内容"));
}

void ArffParser::require_fits(const Attribute& attribute, const Value& value,
                              std::int64_t number) const {
  const auto bad = [&](const Text& expected) {
    return bad_table(name_, number,
                     text("\"{}\" in {}", "{1} 列中的 \"{0}\"", value.text, attribute.name))
        .expected(expected)
        .fix(text("mend the line", "请修改该行"));
  };
  if (attribute.kind == Kind::number && !is_number(value.text))
    throw bad(text("a number, or ? where it is missing", "数字, 缺失则写 ?"));
  if (attribute.kind != Kind::nominal ||
      std::ranges::find(attribute.values, value.text) != attribute.values.end())
    return;
  const std::string near = near_name(value.text, attribute.values);
  throw bad(near.empty()
                ? text("one of its {} values in the header", "头部所列 {} 个取值之一",
                       attribute.values.size())
                : text("one of its {} values in the header, perhaps \"{}\"",
                       "头部所列 {} 个取值之一, 或许是 \"{}\"", attribute.values.size(), near));
}

void ArffParser::read_row(std::string_view line, std::int64_t number, Table& rows) const {
  line = without_blanks(line);
  if (line.empty() || line[0] == '%') return;
  Words words(name_, number, line);
  std::vector<Value> row;
  words.take('{') ? read_sparse(words, row) : read_dense(words, row);
  for (std::size_t c = 0; c < row.size(); ++c) {
    const bool is_missing = !row[c].is_quoted && row[c].text == "?";
    if (!is_missing) require_fits(attributes_[c], row[c], number);
  }
  for (std::size_t c = 0; c < row.size(); ++c) {
    const bool is_missing = !row[c].is_quoted && row[c].text == "?";
    rows.columns[c].push_back(is_missing ? std::nullopt
                                         : std::optional<std::string_view>(row[c].text));
  }
}

}  // namespace ingot
