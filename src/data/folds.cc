#include "data/folds.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/assert.h"
#include "ingot/data.h"

namespace ingot {
namespace {

using FoldOfRow = std::vector<std::size_t>;
using ClassCount = std::pair<std::int64_t, double>;

// `shuffled` gives epochs the streams from 0 and splits have -1.
std::int64_t stream_of(int repeat) { return -2 - std::int64_t{repeat}; }

std::vector<std::int64_t> first_numbers(std::size_t count) {
  std::vector<std::int64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

void check_folds(std::size_t num_rows, const FoldOptions& options) {
  INGOT_ASSERT(options.repeats > 0, "{} repeats", options.repeats);
  if (options.folds < 2)
    throw Error("bad_folds", text("{} folds were asked for", "要求分成 {} 折", options.folds))
        .expected(text("at least 2", "至少 2 折"));
  if (num_rows < static_cast<std::size_t>(options.folds))
    throw Error("too_few_rows", text("{} rows cannot make {} folds", "{} 行数据无法分成 {} 折",
                                     num_rows, options.folds))
        .fix(text("ask for fewer folds, or bring more rows", "请减少折数，或提供更多数据"));
}

std::vector<Fold> to_folds(const FoldOfRow& fold_of_row, int num_folds) {
  std::vector<Fold> folds(static_cast<std::size_t>(num_folds));
  for (std::size_t row = 0; row < fold_of_row.size(); ++row)
    for (std::size_t f = 0; f < folds.size(); ++f) {
      Fold& fold = folds[f];
      (fold_of_row[row] == f ? fold.held_out : fold.train)
          .push_back(static_cast<std::int64_t>(row));
    }
  return folds;
}

template <class Deal>
std::vector<Fold> in_repeats(const FoldOptions& options, const Deal& deal) {
  std::vector<Fold> all;
  for (int repeat = 0; repeat < options.repeats; ++repeat)
    for (Fold& fold : to_folds(deal(repeat), options.folds)) all.push_back(std::move(fold));
  return all;
}

/// Deals the shuffled rows of one class after the other, as cards go round.
FoldOfRow deal_rows(const std::vector<std::int64_t>& labels, const FoldOptions& options,
                    int repeat) {
  std::map<std::int64_t, std::vector<std::int64_t>> by_class;
  for (const std::int64_t row :
       shuffled(first_numbers(labels.size()), options.seed, stream_of(repeat)))
    by_class[labels[static_cast<std::size_t>(row)]].push_back(row);
  FoldOfRow fold_of_row(labels.size());
  std::size_t next = 0;
  for (const auto& [label, rows] : by_class)
    for (const std::int64_t row : rows)
      fold_of_row[static_cast<std::size_t>(row)] = next++ % static_cast<std::size_t>(options.folds);
  return fold_of_row;
}

struct Group {
  std::vector<std::size_t> rows;
  std::vector<ClassCount> classes;  ///< rows of each class that occurs in it
};

std::vector<Group> collect_groups(const std::vector<std::int64_t>& labels,
                                  const std::vector<std::int64_t>& groups) {
  std::map<std::int64_t, Group> by_name;
  for (std::size_t row = 0; row < groups.size(); ++row) by_name[groups[row]].rows.push_back(row);
  std::vector<Group> all;
  for (auto& [name, group] : by_name) {
    std::map<std::int64_t, double> counts;
    for (const std::size_t row : group.rows) ++counts[labels[row]];
    group.classes.assign(counts.begin(), counts.end());
    all.push_back(std::move(group));
  }
  return all;
}

/// How full each fold is, class by class, against an equal share of all rows.
class Fullness {
 public:
  Fullness(const std::vector<std::int64_t>& labels, std::size_t num_folds) : folds_(num_folds) {
    for (const std::int64_t label : labels) share_[label] += 1 / static_cast<double>(num_folds);
  }

  /// The fold whose squared distance from its shares grows least, each class in units of its share.
  [[nodiscard]] std::size_t best_for(const Group& group) const {
    std::size_t best = 0;
    double least = cost(group, 0);
    for (std::size_t f = 1; f < folds_.size(); ++f)
      if (const double c = cost(group, f);
          c < least || (c == least && folds_[f].rows < folds_[best].rows)) {
        best = f;
        least = c;
      }
    return best;
  }

  void add(const Group& group, std::size_t f) {
    folds_[f].rows += group.rows.size();
    for (const auto& [label, count] : group.classes) folds_[f].classes[label] += count;
  }

 private:
  struct Contents {
    std::size_t rows = 0;
    std::map<std::int64_t, double> classes;
  };

  [[nodiscard]] double cost(const Group& group, std::size_t f) const {
    double sum = 0;
    for (const auto& [label, count] : group.classes) {
      const auto found = folds_[f].classes.find(label);
      const double has = found == folds_[f].classes.end() ? 0 : found->second;
      const double share = share_.at(label);
      sum += count * (2 * (has - share) + count) / share;
    }
    return sum;
  }

  std::vector<Contents> folds_;
  std::map<std::int64_t, double> share_;
};

FoldOfRow deal_groups(const std::vector<Group>& groups, const std::vector<std::int64_t>& labels,
                      const FoldOptions& options, int repeat) {
  std::vector<std::int64_t> order =
      shuffled(first_numbers(groups.size()), options.seed, stream_of(repeat));
  const auto group_at = [&](std::int64_t i) -> const Group& {
    return groups[static_cast<std::size_t>(i)];
  };
  std::ranges::stable_sort(order, std::greater{},
                           [&](std::int64_t i) { return group_at(i).rows.size(); });
  const auto num_folds = static_cast<std::size_t>(options.folds);
  Fullness fullness(labels, num_folds);
  FoldOfRow fold_of_row(labels.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Group& group = group_at(order[i]);
    // The first ones open the folds, so that none stays empty.
    const std::size_t fold = i < num_folds ? i : fullness.best_for(group);
    fullness.add(group, fold);
    for (const std::size_t row : group.rows) fold_of_row[row] = fold;
  }
  return fold_of_row;
}

}  // namespace

std::vector<Fold> stratified_folds(const std::vector<std::int64_t>& labels,
                                   const FoldOptions& options) {
  check_folds(labels.size(), options);
  return in_repeats(options, [&](int repeat) { return deal_rows(labels, options, repeat); });
}

std::vector<Fold> grouped_folds(const std::vector<std::int64_t>& labels,
                                const std::vector<std::int64_t>& groups,
                                const FoldOptions& options) {
  INGOT_ASSERT(labels.size() == groups.size(), "{} labels but {} groups", labels.size(),
               groups.size());
  check_folds(labels.size(), options);
  const std::vector<Group> collected = collect_groups(labels, groups);
  if (collected.size() < static_cast<std::size_t>(options.folds))
    throw Error("too_few_groups", text("{} groups cannot make {} folds", "{} 个分组无法分成 {} 折",
                                       collected.size(), options.folds))
        .fix(text("ask for fewer folds, or group by something finer",
                  "请减少折数，或使用更细的分组"));
  return in_repeats(options,
                    [&](int repeat) { return deal_groups(collected, labels, options, repeat); });
}

}  // namespace ingot
