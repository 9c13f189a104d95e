#include "features/ordinal_scales.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/lower_case.h"

namespace ingot {
namespace {

using Scale = std::vector<std::string_view>;

/// Steps from the lowest; a / parts words for the same step.
const std::array<Scale, 12> kScales = {{
    {"none", "very low/lowest", "low", "medium/moderate/mid/middle/normal/average", "high",
     "very high/highest", "critical/extreme"},
    {"very small/tiny", "small", "medium/mid", "large/big", "very large/huge"},
    {"xxs", "xs", "s", "m", "l", "xl", "xxl/2xl", "xxxl/3xl", "4xl", "5xl"},
    {"very bad/very poor/terrible", "bad/poor", "fair/average/medium/ok/typical", "good",
     "very good", "excellent/great/outstanding", "perfect/ideal"},
    {"never", "rarely/seldom", "sometimes/occasionally", "often/frequently", "usually", "always"},
    {"strongly disagree", "disagree", "neutral/neither", "agree", "strongly agree"},
    {"very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"},
    {"beginner/novice", "intermediate", "advanced", "expert"},
    {"junior", "mid/middle", "senior", "lead/principal"},
    {"bronze", "silver", "gold", "platinum", "diamond"},
    {"很低/极低", "低", "中/中等", "高", "很高/极高"},
    {"很差/极差", "差", "一般/中/中等", "良/良好/好", "优/优秀/很好", "极好"},
}};

std::optional<std::size_t> step_of(std::string_view text, const Scale& scale) {
  for (std::size_t i = 0; i < scale.size(); ++i) {
    std::string_view words = scale[i];
    while (!words.empty()) {
      const std::size_t end = std::min(words.find('/'), words.size());
      if (words.substr(0, end) == text) return i;
      words.remove_prefix(std::min(end + 1, words.size()));
    }
  }
  return std::nullopt;
}

/// A number to sort by and the text around it.
struct Numbered {
  double least = 0;
  std::string rest;
};

bool is_ordinal_ending(std::string_view ending) {
  return ending == "st" || ending == "nd" || ending == "rd" || ending == "th";
}

/// "10-20 years": 10 and "years"; "<1 year": a little under 1, "year"; "10+": 10.
std::optional<Numbered> take_number(std::string_view text) {
  Numbered found;
  double shift = 0;
  for (const std::string_view less : {"<=", "<", "under ", "up to ", "less than "})
    if (text.starts_with(less) && shift == 0) text.remove_prefix(less.size()), shift = -0.5;
  for (const std::string_view more : {">=", ">", "over ", "more than "})
    if (text.starts_with(more) && shift == 0) text.remove_prefix(more.size()), shift = 0.5;
  const auto read = [&](double& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || text.empty() || text[0] == '-') return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
  };
  if (!read(found.least)) return std::nullopt;
  found.least += shift;
  if (is_ordinal_ending(text.substr(0, 2))) text.remove_prefix(2);
  double most = 0;
  for (const std::string_view to : {"-", " - ", "–", " to "})
    if (text.starts_with(to)) {
      text.remove_prefix(to.size());
      if (!read(most)) return std::nullopt;
      break;
    }
  if (text.starts_with('+')) text.remove_prefix(1), found.least += 0.5;
  found.rest = text;
  if (found.rest.ends_with('s')) found.rest.pop_back();  // year, years
  return found;
}

using Steps = std::vector<std::pair<double, std::string>>;

std::optional<Steps> numbered_steps(const std::vector<CategoryCount>& values) {
  Steps steps;
  std::set<std::string> rests;
  for (const CategoryCount& v : values) {
    const auto numbered = take_number(in_lower_case(v.value));
    if (!numbered) return std::nullopt;
    rests.insert(numbered->rest);
    steps.emplace_back(numbered->least, v.value);
  }
  if (rests.size() > 1) return std::nullopt;
  return steps;
}

std::optional<Steps> steps_on(const std::vector<CategoryCount>& values, const Scale& scale) {
  Steps steps;
  for (const CategoryCount& v : values) {
    const auto step = step_of(in_lower_case(v.value), scale);
    if (!step) return std::nullopt;
    steps.emplace_back(static_cast<double>(*step), v.value);
  }
  return steps;
}

}  // namespace

std::vector<std::string> find_order(const std::vector<CategoryCount>& values) {
  constexpr std::size_t kMostSteps = 32;
  if (values.size() < 2 || values.size() > kMostSteps) return {};
  // S and M alone may as well be single and married.
  if (values.size() == 2 && (values[0].value.size() < 2 || values[1].value.size() < 2)) return {};
  std::optional<Steps> steps;
  for (const Scale& scale : kScales)
    if (!steps) steps = steps_on(values, scale);
  if (!steps && values.size() > 2) steps = numbered_steps(values);
  if (!steps) return {};
  std::ranges::sort(*steps);
  std::vector<std::string> order;
  for (auto& [step, value] : *steps) order.push_back(std::move(value));
  return order;
}

}  // namespace ingot
