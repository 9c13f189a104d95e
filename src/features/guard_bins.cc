#include "features/guard_bins.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "features/cells.h"

namespace ingot {
namespace {

constexpr std::size_t kMostShared = 16, kTenths = 10, kMostTexts = 24;
constexpr std::size_t kSharedPercents = 4;  ///< of the rows, to be a bin of its own

/// Numbers of a column of few values, each a bin.
std::vector<double> listed_numbers(const ColumnProfile& profile) {
  std::vector<double> numbers;
  if (profile.values.size() > kMostShared || profile.other_rows > 0) return numbers;
  for (const CategoryCount& v : profile.values)
    if (const auto number = read_cell(v.value, profile.reading)) numbers.push_back(*number);
  std::ranges::sort(numbers);
  const auto rest = std::ranges::unique(numbers);
  numbers.erase(rest.begin(), rest.end());
  return numbers;
}

}  // namespace

ColumnBins::ColumnBins(const ColumnProfile& profile) : is_number_(profile.reading.index() != 0) {
  if (!is_number_) {
    for (const CategoryCount& v : profile.values) {
      if (texts_.size() == kMostTexts) break;
      texts_.push_back(v.value);
    }
    return;
  }
  shared_ = listed_numbers(profile);
  const std::vector<double>& q = profile.quantiles;
  if (!shared_.empty() || q.size() < 2) return;
  std::vector<double> others;
  for (std::size_t i = 0; i < q.size();) {
    std::size_t end = i;
    while (end < q.size() && q[end] == q[i]) ++end;
    if (end - i > kSharedPercents)
      shared_.push_back(q[i]);
    else
      others.insert(others.end(), q.begin() + static_cast<std::ptrdiff_t>(i),
                    q.begin() + static_cast<std::ptrdiff_t>(end));
    i = end;
  }
  const std::size_t intervals = std::min(kTenths, others.size() / kSharedPercents);
  for (std::size_t k = 1; k < intervals; ++k) {
    const double edge = others[k * (others.size() - 1) / intervals];
    if (edges_.empty() || edge > edges_.back()) edges_.push_back(edge);
  }
}

std::uint8_t ColumnBins::of_number(double number) const {
  const auto same = std::ranges::lower_bound(shared_, number);
  if (same != shared_.end() && *same == number)
    return static_cast<std::uint8_t>(kFirst + (same - shared_.begin()));
  const auto edge = std::ranges::lower_bound(edges_, number);
  return static_cast<std::uint8_t>(kFirst + shared_.size() +
                                   static_cast<std::size_t>(edge - edges_.begin()));
}

std::uint8_t ColumnBins::of_text(std::string_view text, bool is_known) const {
  const auto found = std::ranges::find(texts_, text);
  if (found != texts_.end()) return static_cast<std::uint8_t>(kFirst + (found - texts_.begin()));
  return is_known ? rare() : kUnknown;
}

std::string ColumnBins::name(std::uint8_t bin) const {
  if (bin == kMissing) return "(missing)";
  if (bin == kUnknown) return "(unknown)";
  std::size_t i = bin - kFirst;
  if (!is_number_) return i < texts_.size() ? texts_[i] : "(rare)";
  if (i < shared_.size()) return fmt::format("{}", shared_[i]);
  i -= shared_.size();
  if (edges_.empty()) return "(other)";
  if (i == 0) return fmt::format("<= {}", edges_[0]);
  if (i == edges_.size()) return fmt::format("> {}", edges_.back());
  return fmt::format("{} .. {}", edges_[i - 1], edges_[i]);
}

nlohmann::json ColumnBins::to_json() const {
  if (is_number_) return {{"shared", shared_}, {"edges", edges_}};
  return {{"texts", texts_}};
}

ColumnBins ColumnBins::from_json(const nlohmann::json& written) {
  ColumnBins bins;
  bins.is_number_ = written.contains("edges");
  if (bins.is_number_) {
    written.at("shared").get_to(bins.shared_);
    written.at("edges").get_to(bins.edges_);
  } else {
    written.at("texts").get_to(bins.texts_);
  }
  return bins;
}

}  // namespace ingot
