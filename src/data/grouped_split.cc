#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "data/folds.h"
#include "data/splits.h"

namespace ingot {
namespace {

// The rows of as many of `folds` as make `share` of all, at least one, each of about its size; the
// folds are gone then.
std::vector<std::int64_t> take_share(std::vector<Fold>& folds, double share, std::size_t num_folds,
                                     std::size_t num_rows) {
  const auto count =
      std::max<std::int64_t>(1, std::llround(share * static_cast<double>(num_folds)));
  const double wanted = share * static_cast<double>(num_rows) / static_cast<double>(count);
  const auto distance = [&](const Fold& fold) {
    return std::abs(static_cast<double>(fold.held_out.size()) - wanted);
  };
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < count && folds.size() > 1; ++i) {
    const auto best = std::ranges::min_element(folds, {}, distance);
    rows.insert(rows.end(), best->held_out.begin(), best->held_out.end());
    folds.erase(best);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

Split grouped_split(const std::vector<std::int64_t>& labels,
                    const std::vector<std::int64_t>& groups, SplitShares shares,
                    std::int64_t seed) {
  const std::set<std::int64_t> distinct(groups.begin(), groups.end());
  const auto num_groups = static_cast<std::int64_t>(distinct.size());
  const std::int64_t num_parts = 1 + (shares.valid > 0) + (shares.test > 0);
  if (num_groups < num_parts)
    throw Error("too_few_groups", text("{} groups cannot make {} parts",
                                       "{} 个分组无法分成 {} 个部分", num_groups, num_parts))
        .fix(text("group by something finer, or bring a test part",
                  "请使用更细的分组, 或提供单独的测试部分"));
  Split split;
  if (num_parts == 1) {
    for (std::size_t row = 0; row < groups.size(); ++row)
      split.train.push_back(static_cast<std::int64_t>(row));
    return split;
  }
  double smallest = 1;
  for (const double share : {shares.valid, shares.test})
    if (share > 0) smallest = std::min(smallest, share);
  const auto num_folds =
      std::clamp<std::int64_t>(std::llround(1 / smallest), num_parts, num_groups);
  std::vector<Fold> folds =
      grouped_folds(labels, groups, {.folds = static_cast<int>(num_folds), .seed = seed});
  const auto take = [&](double share) {
    return take_share(folds, share, static_cast<std::size_t>(num_folds), groups.size());
  };
  if (shares.test > 0) split.test = take(shares.test);
  if (shares.valid > 0) split.valid = take(shares.valid);
  for (const Fold& fold : folds)
    split.train.insert(split.train.end(), fold.held_out.begin(), fold.held_out.end());
  std::sort(split.train.begin(), split.train.end());
  return split;
}

std::vector<std::int64_t> number_values(const std::vector<std::string>& values) {
  std::unordered_map<std::string, std::int64_t> numbers;
  std::vector<std::int64_t> result;
  for (const std::string& value : values)
    result.push_back(
        numbers.try_emplace(value, static_cast<std::int64_t>(numbers.size())).first->second);
  return result;
}

}  // namespace ingot
