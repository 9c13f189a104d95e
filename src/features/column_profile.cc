#include "features/column_profile.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/lower_case.h"

namespace ingot {
namespace {

using nlohmann::json;

struct MeaningName {
  Meaning meaning;
  std::string_view name, en, zh;
};
constexpr std::array<MeaningName, 14> kMeanings = {{
    {Meaning::constant, "constant", "constant", "常量"},
    {Meaning::id, "id", "id", "标识"},
    {Meaning::number, "number", "number", "数值"},
    {Meaning::money, "money", "money", "金额"},
    {Meaning::category, "category", "category", "类别"},
    {Meaning::ordinal, "ordinal", "ordinal", "有序类别"},
    {Meaning::boolean, "boolean", "yes or no", "是否"},
    {Meaning::date, "date", "date", "日期"},
    {Meaning::text, "text", "text", "文本"},
    {Meaning::email, "email", "e-mail", "邮箱"},
    {Meaning::phone, "phone", "phone", "电话"},
    {Meaning::postal_code, "postal_code", "postal code", "邮编"},
    {Meaning::url, "url", "web address", "网址"},
    {Meaning::empty, "empty", "empty", "空列"},
}};

struct PersonalName {
  Personal kind;
  std::string_view name, en, zh;
};
constexpr std::array<PersonalName, 8> kPersonal = {{
    {Personal::none, "", "", ""},
    {Personal::name, "name", "names of people", "姓名"},
    {Personal::email, "email", "e-mail addresses", "邮箱地址"},
    {Personal::phone, "phone", "phone numbers", "电话号码"},
    {Personal::birth_date, "birth_date", "dates of birth", "出生日期"},
    {Personal::national_id, "national_id", "national ID numbers", "身份证号"},
    {Personal::iban, "iban", "bank account numbers (IBAN)", "银行账号 (IBAN)"},
    {Personal::credit_card, "credit_card", "credit card numbers", "信用卡号"},
}};

const MeaningName& named(Meaning meaning) {
  return *std::ranges::find(kMeanings, meaning, &MeaningName::meaning);
}
const PersonalName& named(Personal kind) {
  return *std::ranges::find(kPersonal, kind, &PersonalName::kind);
}

json to_json(const std::vector<CategoryCount>& counts) {
  json list = json::array();
  for (const CategoryCount& c : counts) list.push_back({{"value", c.value}, {"rows", c.rows}});
  return list;
}
std::vector<CategoryCount> counts_from_json(const json& list) {
  std::vector<CategoryCount> counts;
  for (const json& c : list)
    counts.push_back({c.at("value").get<std::string>(), c.at("rows").get<std::int64_t>()});
  return counts;
}

json to_json(const Reading& reading) {
  if (const auto* n = std::get_if<NumberFormat>(&reading))
    return {{"decimal", std::string(1, n->decimal)},
            {"group", n->group == 0 ? std::string() : std::string(1, n->group)},
            {"prefix", n->prefix},
            {"suffix", n->suffix}};
  if (const auto* d = std::get_if<DateFormat>(&reading)) return {{"pattern", d->pattern}};
  return nullptr;
}
Reading reading_from_json(const json& written) {
  if (written.is_null()) return {};
  if (written.contains("pattern")) return DateFormat{written.at("pattern").get<std::string>()};
  const auto decimal = written.at("decimal").get<std::string>();
  const auto group = written.at("group").get<std::string>();
  return NumberFormat{decimal.at(0), group.empty() ? '\0' : group[0],
                      written.at("prefix").get<std::string>(),
                      written.at("suffix").get<std::string>()};
}

}  // namespace

std::string_view to_string(Meaning meaning) { return named(meaning).name; }
std::string_view to_string(Personal kind) { return named(kind).name; }
Text in_words(Meaning meaning) {
  return {std::string(named(meaning).en), std::string(named(meaning).zh)};
}
Text in_words(Personal kind) { return {std::string(named(kind).en), std::string(named(kind).zh)}; }

std::optional<Meaning> meaning_from_string(std::string_view name) {
  const auto found = std::ranges::find(kMeanings, name, &MeaningName::name);
  return found == kMeanings.end() ? std::nullopt : std::optional(found->meaning);
}

bool lists_values(const ColumnProfile& column) {
  if (column.personal != Personal::none) return false;
  switch (column.meaning) {
    case Meaning::constant:
    case Meaning::boolean:
    case Meaning::ordinal:
    case Meaning::category:
    case Meaning::postal_code: return true;
    default: return false;
  }
}

bool is_measured(const ColumnProfile& column) {
  return !column.quantiles.empty() && column.meaning != Meaning::id &&
         column.meaning != Meaning::boolean;
}

bool is_missing(const ColumnProfile& column, std::string_view cell) {
  cell = trim_cell(cell);
  if (is_missing_mark(cell)) return true;
  return std::ranges::find(column.missing_marks, cell, &CategoryCount::value) !=
         column.missing_marks.end();
}

std::vector<std::string> ways_to_write(const ColumnProfile& column, const std::string& value) {
  std::vector<std::string> ways{value};
  if (column.meaning != Meaning::boolean || value.empty()) return ways;
  std::string lower = in_lower_case(value), upper = value;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  std::string title = lower;
  title[0] = upper[0];
  for (std::string* way : {&lower, &upper, &title})
    if (std::ranges::find(ways, *way) == ways.end()) ways.push_back(std::move(*way));
  return ways;
}

std::string_view value_key(const ColumnProfile& column, std::string_view cell, std::string& made) {
  if (column.number()) {
    const auto number = read_cell(cell, column.reading);
    return number ? made = fmt::format("{}", *number) : cell;
  }
  if (column.meaning == Meaning::boolean) return made = in_lower_case(std::string(cell));
  if (column.meaning != Meaning::postal_code) return cell;
  const std::size_t point = cell.find('.');
  const bool is_whole = point != cell.npos && point > 0 && point + 1 < cell.size() &&
                        cell.find_first_not_of("0123456789") == point &&
                        cell.find_first_not_of('0', point + 1) == cell.npos;
  return is_whole ? cell.substr(0, point) : cell;
}

// Written out because the texts of warnings have no comparison of their own.
bool operator==(const ColumnProfile& a, const ColumnProfile& b) { return to_json(a) == to_json(b); }

json to_json(const ColumnProfile& c) {
  json warnings = json::array();
  for (const Text& w : c.warnings) warnings.push_back({{"en", w.en}, {"zh", w.zh}});
  return {{"name", c.name},
          {"meaning", to_string(c.meaning)},
          {"reading", to_json(c.reading)},
          {"personal", to_string(c.personal)},
          {"rows", c.rows},
          {"missing", c.missing},
          {"missing_marks", to_json(c.missing_marks)},
          {"unread", c.unread},
          {"distinct", c.distinct},
          {"distinct_is_exact", c.distinct_is_exact},
          {"min", c.min},
          {"max", c.max},
          {"mean", c.mean},
          {"deviation", c.deviation},
          {"quantiles", c.quantiles},
          {"is_integer", c.is_integer},
          {"zeros", c.zeros},
          {"negatives", c.negatives},
          {"outliers", c.outliers},
          {"values", to_json(c.values)},
          {"other_rows", c.other_rows},
          {"order", c.order},
          {"mean_length", c.mean_length},
          {"max_length", c.max_length},
          {"characters", c.characters},
          {"warnings", warnings}};
}

ColumnProfile column_profile_from_json(const json& j) {
  try {
    ColumnProfile c;
    c.name = j.at("name").get<std::string>();
    const auto meaning = meaning_from_string(j.at("meaning").get<std::string>());
    const auto personal =
        std::ranges::find(kPersonal, j.at("personal").get<std::string>(),
                          [](const PersonalName& p) { return std::string(p.name); });
    if (!meaning || personal == kPersonal.end())
      throw Error("bad_profile", text("column \"{}\" has the meaning {}, personal {}",
                                      "列“{}”的含义为 {}, 个人信息为 {}", c.name,
                                      j.at("meaning").dump(), j.at("personal").dump()));
    c.meaning = *meaning;
    c.personal = personal->kind;
    c.reading = reading_from_json(j.at("reading"));
    j.at("rows").get_to(c.rows);
    j.at("missing").get_to(c.missing);
    c.missing_marks = counts_from_json(j.at("missing_marks"));
    j.at("unread").get_to(c.unread);
    j.at("distinct").get_to(c.distinct);
    j.at("distinct_is_exact").get_to(c.distinct_is_exact);
    j.at("min").get_to(c.min);
    j.at("max").get_to(c.max);
    j.at("mean").get_to(c.mean);
    j.at("deviation").get_to(c.deviation);
    j.at("quantiles").get_to(c.quantiles);
    j.at("is_integer").get_to(c.is_integer);
    j.at("zeros").get_to(c.zeros);
    j.at("negatives").get_to(c.negatives);
    j.at("outliers").get_to(c.outliers);
    c.values = counts_from_json(j.at("values"));
    j.at("other_rows").get_to(c.other_rows);
    j.at("order").get_to(c.order);
    j.at("mean_length").get_to(c.mean_length);
    j.at("max_length").get_to(c.max_length);
    j.at("characters").get_to(c.characters);
    for (const json& w : j.at("warnings"))
      c.warnings.push_back({w.at("en").get<std::string>(), w.at("zh").get<std::string>()});
    return c;
  } catch (const std::exception& e) {
    if (dynamic_cast<const Error*>(&e) != nullptr) throw;
    throw Error("bad_profile", text("a column's profile cannot be read: {}", "无法读取列概况: {}",
                                    std::string(e.what())));
  }
}

}  // namespace ingot
