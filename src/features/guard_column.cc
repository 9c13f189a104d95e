#include "features/guard_column.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/near_name.h"
#include "base/utf8.h"
#include "features/encoder.h"
#include "features/mojibake.h"
#include "features/text_kinds.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::size_t kMostKnownTexts = 5000, kMostNumbers = 24, kMostCompared = 100;
constexpr std::int64_t kLeastForRates = 200;
/// The largest share of rows with what only one row has: about as many others would be new.
constexpr double kMostNewShare = 0.002;

constexpr auto kCellKinds = std::to_array<std::string_view>(
    {"type", "encoding", "category", "range", "fraction", "missing"});

/// How far beyond the smallest and largest training number another one may be.
double margin_of(const ColumnProfile& p, double end, double before_end) {
  constexpr double kOfTail = 0.3, kLeast = 0.02, kMost = 0.25, kRows = 60;
  const double share =
      std::clamp(kRows / static_cast<double>(std::max<std::int64_t>(p.rows, 1)), kLeast, kMost);
  return std::max(share * (p.max - p.min), kOfTail * std::abs(end - before_end));
}

template <class Map>
double share_seen_once(const Map& counts, std::int64_t rows) {
  const auto once = std::ranges::count_if(counts, [](const auto& c) { return c.second == 1; });
  return static_cast<double>(once) / static_cast<double>(std::max<std::int64_t>(rows, 1));
}

/// A cell in a finding: the beginning of a long one.
std::string shown(std::string_view cell) {
  constexpr std::size_t kMost = 100;
  if (cell.size() <= kMost) return std::string(cell);
  return std::string(cell.substr(0, utf8_prefix(cell.substr(0, kMost)))) + "…";
}

TableFinding finding(std::string_view kind, const std::string& column, std::string_view value,
                     Text text) {
  return {std::string(kind), {column}, std::string(value), std::move(text)};
}

}  // namespace

std::vector<double> ReadCells::rows_by_bin(std::size_t num_bins) const {
  std::vector<double> counts(num_bins);
  for (const std::uint8_t bin : bins) ++counts[bin];
  return counts;
}

GuardColumn::GuardColumn(ColumnProfile profile) : profile_(std::move(profile)), bins_(profile_) {
  const ColumnProfile& p = profile_;
  if (p.missing == 0) checks_.insert("missing");
  if (!is_number()) {
    checks_.insert("encoding");
    if (lists_values(p)) checks_.insert("category");
    if (p.meaning == Meaning::email || p.meaning == Meaning::url || p.meaning == Meaning::phone)
      checks_.insert("type");
    return;
  }
  if (static_cast<double>(p.unread) <= kMostNewShare * static_cast<double>(p.rows))
    checks_.insert("type");
  if (p.number() != nullptr && p.is_integer) checks_.insert("fraction");
  checks_.insert("category");
  if (p.quantiles.size() < 2) return;
  checks_.insert("range");
  const std::size_t last = p.quantiles.size() - 1;
  low_ = p.min - margin_of(p, p.quantiles[0], p.quantiles[1]);
  high_ = p.max + margin_of(p, p.quantiles[last], p.quantiles[last - 1]);
  if (p.number() != nullptr && p.min >= 0) low_ = std::max(low_, 0.0);
}

void GuardColumn::learn(const TextColumn& cells) {
  for (std::int64_t row = 0; row < cells.size(); ++row) {
    const auto cell = present(cells, row, profile_);
    if (!cell) continue;
    if (is_number()) {
      const double number = read_cell(*cell, profile_.reading).value_or(NAN);
      if (std::isnan(number)) continue;
      low_ = std::min(low_, number), high_ = std::max(high_, number);
      if (is_checked("category")) ++numbers_[number];
      if (numbers_.size() > kMostNumbers) give_up("category");
      if (number != std::floor(number)) give_up("fraction");
      continue;
    }
    if (has_broken_characters(*cell) || before_latin1(*cell)) give_up("encoding");
    if (!is_checked("category")) continue;
    const auto found = texts_.find(*cell);
    if (found != texts_.end())
      ++found->second;
    else
      texts_.emplace(*cell, 1);
    if (texts_.size() > kMostKnownTexts) give_up("category");
  }
}

void GuardColumn::settle() {
  const std::int64_t rows = profile_.rows;
  if (is_number()) {
    if (rows < kLeastForRates || share_seen_once(numbers_, rows) > kMostNewShare / 2)
      give_up("category");
  } else if (share_seen_once(texts_, rows) > kMostNewShare) {
    give_up("category");
  }
}

void GuardColumn::give_up(std::string_view kind) {
  checks_.erase(kind);
  if (kind == "category") numbers_.clear();
  if (kind == "category" && texts_.size() > kMostKnownTexts) texts_.clear();
}

std::string GuardColumn::as_in_training(std::string_view cell) const {
  if (texts_.contains(cell)) return std::string(cell);
  std::string made;
  if (const std::string_view key = value_key(profile_, cell, made); texts_.contains(key))
    return std::string(key);
  for (const std::string& way : ways_to_write(profile_, std::string(cell)))
    if (texts_.contains(way)) return way;
  return std::string(cell);
}

bool GuardColumn::is_known(std::string_view cell) const {
  return texts_.contains(as_in_training(cell));
}

ReadCells GuardColumn::read(const TextColumn& cells) const {
  ReadCells read;
  const auto rows = static_cast<std::size_t>(cells.size());
  read.numbers.assign(rows, NAN);
  read.bins.assign(rows, ColumnBins::kMissing);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto cell = present(cells, static_cast<std::int64_t>(i), profile_);
    if (!cell) continue;
    if (is_number()) {
      read.numbers[i] = read_cell(*cell, profile_.reading).value_or(NAN);
      read.bins[i] =
          std::isnan(read.numbers[i]) ? ColumnBins::kUnknown : bins_.of_number(read.numbers[i]);
    } else {
      const std::string value = as_in_training(*cell);
      read.bins[i] = bins_.of_text(value, !is_checked("category") || texts_.contains(value));
    }
  }
  return read;
}

std::optional<TableFinding> GuardColumn::check(const TextColumn& cells, std::int64_t row,
                                               double number) const {
  const auto cell = present(cells, row, profile_);
  if (!cell) {
    if (!is_checked("missing")) return std::nullopt;
    return finding("missing", name(), "",
                   text("{} is missing; no training row lacks it",
                        "缺少 {}; 训练数据中每一行都有该值", name()));
  }
  return is_number() ? check_number(*cell, number) : check_text(*cell);
}

std::string GuardColumn::written(double number) const {
  if (profile_.date() == nullptr) return fmt::format("{}", number);
  const CivilDate date = date_of(number);
  return fmt::format("{}-{:02}-{:02}", date.year, date.month, date.day);
}

std::optional<TableFinding> GuardColumn::check_number(std::string_view cell, double number) const {
  if (std::isnan(number)) {
    if (!is_checked("type")) return std::nullopt;
    return finding("type", name(), shown(cell),
                   profile_.date() != nullptr
                       ? text("{} is \"{}\", which is no date as in training",
                              "{} 为“{}”, 不是训练数据中那样的日期", name(), shown(cell))
                       : text("{} is \"{}\", which is no number as in training",
                              "{} 为“{}”, 不是训练数据中那样的数值", name(), shown(cell)));
  }
  if (is_checked("range") && (number < low_ || number > high_))
    return finding("range", name(), shown(cell),
                   text("{} is {}, outside of {} to {}", "{} 为 {}, 超出 {} 至 {} 的范围", name(),
                        shown(cell), written(profile_.min), written(profile_.max)));
  if (is_checked("fraction") && number != std::floor(number))
    return finding("fraction", name(), shown(cell),
                   text("{} is {}; in training it is a whole number",
                        "{} 为 {}, 而训练数据中为整数", name(), shown(cell)));
  if (is_checked("category") && !numbers_.contains(number))
    return finding("category", name(), shown(cell),
                   text("{} is {}, which no training row had", "{} 为 {}, 训练数据中没有该值",
                        name(), shown(cell)));
  return std::nullopt;
}

std::optional<TableFinding> GuardColumn::check_text(std::string_view cell) const {
  const bool is_listed = is_checked("category");
  if (is_listed && is_known(cell)) return std::nullopt;
  if (is_checked("encoding")) {
    if (const auto before = before_latin1(cell))
      return finding("encoding", name(), shown(cell),
                     text("{} is \"{}\": \"{}\" in a wrong encoding",
                          "{} 为“{}”: 应为“{}”, 编码有误", name(), shown(cell), shown(*before)));
    if (has_broken_characters(cell))
      return finding("encoding", name(), shown(cell),
                     text("{} is \"{}\": characters were lost in a wrong encoding",
                          "{} 为“{}”: 编码有误, 字符已损坏", name(), shown(cell)));
  }
  if (is_checked("type")) {
    const bool fits = profile_.meaning == Meaning::email ? is_email(cell)
                      : profile_.meaning == Meaning::url ? is_url(cell)
                                                         : may_be_phone(cell);
    if (fits) return std::nullopt;
    const Text wanted = in_words(profile_.meaning);
    return finding("type", name(), shown(cell),
                   {fmt::format("{} is \"{}\", not of the kind {}", name(), shown(cell), wanted.en),
                    fmt::format("{} 为“{}”, 不是{}", name(), shown(cell), wanted.zh)});
  }
  if (!is_listed) return std::nullopt;
  std::vector<std::string> known;
  if (texts_.size() <= kMostCompared)
    for (const auto& [value, rows] : texts_) known.push_back(value);
  const std::string near = near_name(cell, known);
  return finding("category", name(), shown(cell),
                 near.empty() ? text("{} is \"{}\", which no training row had",
                                     "{} 为“{}”, 训练数据中没有该值", name(), shown(cell))
                              : text("{} is \"{}\", which no training row had; is \"{}\" meant?",
                                     "{} 为“{}”, 训练数据中没有该值; 是否应为“{}”?", name(),
                                     shown(cell), near));
}

json GuardColumn::to_json() const {
  json known_texts = json::array(), known_numbers = json::array();
  for (const auto& [value, rows] : texts_) known_texts.push_back(value);
  for (const auto& [value, rows] : numbers_) known_numbers.push_back(value);
  return {{"profile", ingot::to_json(profile_)},
          {"bins", bins_.to_json()},
          {"checks", checks_},
          {"low", low_},
          {"high", high_},
          {"texts", std::move(known_texts)},
          {"numbers", std::move(known_numbers)}};
}

GuardColumn GuardColumn::from_json(const json& written) {
  GuardColumn column;
  column.profile_ = column_profile_from_json(written.at("profile"));
  column.bins_ = ColumnBins::from_json(written.at("bins"));
  for (const json& check : written.at("checks"))
    for (const std::string_view kind : kCellKinds)
      if (check.get<std::string>() == kind) column.checks_.insert(kind);
  written.at("low").get_to(column.low_);
  written.at("high").get_to(column.high_);
  for (const json& value : written.at("texts")) column.texts_[value.get<std::string>()] = 1;
  for (const json& value : written.at("numbers")) column.numbers_[value.get<double>()] = 1;
  return column;
}

}  // namespace ingot
