#include "features/target_relation.h"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <string_view>

namespace ingot {
namespace {

/// A number for each row, from 0; -1 leaves the row out.
using Codes = std::vector<std::int32_t>;

std::size_t count_codes(const Codes& codes) {
  return codes.empty() ? 0 : static_cast<std::size_t>(std::max(0, std::ranges::max(codes) + 1));
}

Codes codes_of_texts(const TextColumn& cells, const ColumnProfile& column, bool leave_out_missing) {
  std::map<std::string_view, std::int32_t> known;
  Codes codes;
  for (std::int64_t row = 0; row < cells.size(); ++row) {
    const bool is_missing_here = cells.is_missing(row) || is_missing(column, cells[row]);
    if (is_missing_here && leave_out_missing) {
      codes.push_back(-1);
      continue;
    }
    const std::string_view text = is_missing_here ? std::string_view() : clean_label(cells[row]);
    codes.push_back(known.try_emplace(text, static_cast<std::int32_t>(known.size())).first->second);
  }
  return codes;
}

/// Which of the distinct `edges` a value passes, from 1; 0 is for what is missing.
std::int32_t bin_of(const std::vector<double>& edges, double value) {
  return 1 + static_cast<std::int32_t>(std::ranges::upper_bound(edges, value) - edges.begin());
}

std::vector<double> distinct_edges(std::vector<double> edges) {
  std::ranges::sort(edges);
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

Codes codes_of_numbers(const TextColumn& cells, const ColumnProfile& column) {
  const std::vector<double> edges = distinct_edges(column.quantiles);
  Codes codes;
  for (std::int64_t row = 0; row < cells.size(); ++row) {
    const auto value =
        is_missing(column, cells[row]) ? std::nullopt : read_cell(cells[row], column.reading);
    codes.push_back(value ? bin_of(edges, *value) : 0);
  }
  return codes;
}

/// Hundredths of the places of the rows in `order`.
Codes codes_of_order(const std::vector<std::int64_t>& order) {
  Codes codes(order.size());
  for (std::size_t place = 0; place < order.size(); ++place)
    codes[static_cast<std::size_t>(order[place])] =
        static_cast<std::int32_t>(100 * place / order.size());
  return codes;
}

std::vector<std::int64_t> rows_in_order(std::int64_t rows) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  return order;
}

Codes codes_of_sorted_texts(const TextColumn& cells) {
  std::vector<std::int64_t> order = rows_in_order(cells.size());
  std::ranges::stable_sort(order, {}, [&](std::int64_t row) { return cells[row]; });
  return codes_of_order(order);
}

Codes codes_of(const TextColumn& cells, const ColumnProfile& column) {
  const bool is_scale = column.meaning == Meaning::number || column.meaning == Meaning::money ||
                        column.meaning == Meaning::date || column.meaning == Meaning::id;
  if (is_scale && column.reading.index() != 0) return codes_of_numbers(cells, column);
  if (column.meaning == Meaning::id) return codes_of_sorted_texts(cells);
  return codes_of_texts(cells, column, /*leave_out_missing=*/false);
}

/// Learns on rows with an even hash, judges on the others.
class Judge {
 public:
  explicit Judge(const std::vector<std::uint64_t>& hashes) : hashes_(hashes) {}
  virtual ~Judge() = default;
  [[nodiscard]] virtual TargetRelation judge(const Codes& codes) const = 0;

 protected:
  [[nodiscard]] bool learns(std::size_t row) const { return (hashes_[row] & 1) == 0; }

 private:
  const std::vector<std::uint64_t>& hashes_;
};

class JudgeOfClasses final : public Judge {
 public:
  JudgeOfClasses(const std::vector<std::uint64_t>& hashes, Codes target)
      : Judge(hashes), target_(std::move(target)), classes_(count_codes(target_)) {}

  [[nodiscard]] TargetRelation judge(const Codes& codes) const override {
    // Of so many values and classes each pair has next to no rows.
    constexpr std::size_t kMostCounts = 16'000'000;
    if (classes_ < 2 || (count_codes(codes) + 1) * classes_ > kMostCounts)
      return {"", "accuracy_gain", 0, 0};
    const std::vector<double> counts = learn(codes);
    return classes_ == 2 ? area(codes, counts) : gain(codes, counts);
  }

 private:
  /// (codes + 1, classes): rows of each; the last row holds those of all.
  [[nodiscard]] std::vector<double> learn(const Codes& codes) const {
    const std::size_t all = count_codes(codes);
    std::vector<double> counts((all + 1) * classes_);
    for (std::size_t row = 0; row < codes.size(); ++row)
      if (learns(row) && target_[row] >= 0) {
        const auto c = static_cast<std::size_t>(target_[row]);
        counts[static_cast<std::size_t>(codes[row]) * classes_ + c] += 1;
        counts[all * classes_ + c] += 1;
      }
    return counts;
  }

  /// Held-out rows by their share of the second class, a little towards that of all; equal shares
  /// count half.
  [[nodiscard]] TargetRelation area(const Codes& codes, const std::vector<double>& counts) const {
    const std::size_t all = count_codes(codes);
    const auto share = [&](std::size_t code, double prior) {
      const double first = counts[2 * code], second = counts[2 * code + 1];
      return (second + prior) / (first + second + 1);
    };
    const double prior = share(all, 0.5);
    std::map<double, std::pair<double, double>> rows;  // of both classes by score
    for (std::size_t row = 0; row < codes.size(); ++row)
      if (!learns(row) && target_[row] >= 0) {
        auto& [first, second] = rows[share(static_cast<std::size_t>(codes[row]), prior)];
        (target_[row] == 0 ? first : second) += 1;
      }
    double below = 0, seconds = 0, won = 0;
    for (const auto& [score, of] : rows) {
      won += of.second * (below + 0.5 * of.first);
      below += of.first, seconds += of.second;
    }
    const double value = below * seconds == 0 ? 0.5 : won / (below * seconds);
    return {"", "roc_auc", value, std::clamp(2 * value - 1, 0.0, 1.0)};
  }

  [[nodiscard]] TargetRelation gain(const Codes& codes, const std::vector<double>& counts) const {
    const std::size_t all = count_codes(codes);
    const auto best = [&](std::size_t code) {
      const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(code * classes_);
      const auto most = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(classes_));
      return *most == 0 ? -1 : static_cast<std::int32_t>(most - begin);
    };
    const std::int32_t usual = best(all);
    double rows = 0, right = 0, usually_right = 0;
    for (std::size_t row = 0; row < codes.size(); ++row)
      if (!learns(row) && target_[row] >= 0) {
        const std::int32_t known = best(static_cast<std::size_t>(codes[row]));
        rows += 1;
        right += (known < 0 ? usual : known) == target_[row] ? 1 : 0;
        usually_right += usual == target_[row] ? 1 : 0;
      }
    const double value =
        rows == usually_right ? 0 : (right - usually_right) / (rows - usually_right);
    return {"", "accuracy_gain", value, std::clamp(value, 0.0, 1.0)};
  }

  Codes target_;
  std::size_t classes_;
};

class JudgeOfNumbers final : public Judge {
 public:
  /// `target`: ranks; negative where there is none.
  JudgeOfNumbers(const std::vector<std::uint64_t>& hashes, std::vector<double> target)
      : Judge(hashes), target_(std::move(target)) {}

  [[nodiscard]] TargetRelation judge(const Codes& codes) const override {
    struct Sum {
      double rows = 0, sum = 0;
    };
    Sum all;
    std::vector<Sum> of(count_codes(codes));
    for (std::size_t row = 0; row < codes.size(); ++row)
      if (learns(row) && target_[row] >= 0) {
        Sum& s = of[static_cast<std::size_t>(codes[row])];
        s.rows += 1, s.sum += target_[row];
        all.rows += 1, all.sum += target_[row];
      }
    const double mean = all.rows == 0 ? 0 : all.sum / all.rows;
    double error = 0, spread = 0;
    for (std::size_t row = 0; row < codes.size(); ++row)
      if (!learns(row) && target_[row] >= 0) {
        const Sum& s = of[static_cast<std::size_t>(codes[row])];
        const double predicted = (s.sum + mean) / (s.rows + 1);
        error += (target_[row] - predicted) * (target_[row] - predicted);
        spread += (target_[row] - mean) * (target_[row] - mean);
      }
    const double value = spread == 0 ? 0 : 1 - error / spread;
    return {"", "r2", value, std::clamp(value, 0.0, 1.0)};
  }

 private:
  std::vector<double> target_;
};

std::vector<double> ranks_of(const TextColumn& cells, const ColumnProfile& column) {
  std::vector<std::pair<double, std::size_t>> present;
  std::vector<double> ranks(static_cast<std::size_t>(cells.size()), -1);
  for (std::int64_t row = 0; row < cells.size(); ++row)
    if (!is_missing(column, cells[row]))
      if (const auto value = read_cell(cells[row], column.reading))
        present.emplace_back(*value, static_cast<std::size_t>(row));
  std::ranges::sort(present);
  for (std::size_t begin = 0; begin < present.size();) {
    std::size_t end = begin;
    while (end < present.size() && present[end].first == present[begin].first) ++end;
    for (std::size_t i = begin; i < end; ++i)
      ranks[present[i].second] = static_cast<double>(begin + end) / 2;
    begin = end;
  }
  return ranks;
}

std::unique_ptr<Judge> judge_for(const RowSample::Rows& rows, const TextColumn& cells,
                                 const ColumnProfile& target) {
  if (are_classes(target.meaning))
    return std::make_unique<JudgeOfClasses>(
        rows.hashes, codes_of_texts(cells, target, /*leave_out_missing=*/true));
  if (are_numbers(target.meaning))
    return std::make_unique<JudgeOfNumbers>(rows.hashes, ranks_of(cells, target));
  return nullptr;
}

}  // namespace

bool are_classes(Meaning meaning) {
  return meaning == Meaning::boolean || meaning == Meaning::category || meaning == Meaning::ordinal;
}
bool are_numbers(Meaning meaning) {
  return meaning == Meaning::number || meaning == Meaning::money || meaning == Meaning::date;
}

std::vector<TargetRelation> find_relations(const RowSample::Rows& rows,
                                           const std::vector<ColumnProfile>& columns,
                                           const std::string& target) {
  const auto place = rows.table.find(target);
  if (!place || rows.table.size() == 0) return {};
  const auto judge = judge_for(rows, rows.table.columns[*place], columns[*place]);
  if (judge == nullptr) return {};
  std::vector<TargetRelation> relations;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Meaning meaning = columns[c].meaning;
    if (c == *place || meaning == Meaning::text || meaning == Meaning::empty ||
        meaning == Meaning::constant)
      continue;
    relations.push_back(judge->judge(codes_of(rows.table.columns[c], columns[c])));
    relations.back().column = columns[c].name;
  }
  relations.push_back(judge->judge(codes_of_order(rows_in_order(rows.table.size()))));
  return relations;
}

}  // namespace ingot
