#include "evaluate/permutation_importance.h"

#include <numeric>

#include "base/assert.h"
#include "base/threads.h"
#include "evaluate/bootstrap.h"
#include "evaluate/draws.h"
#include "evaluate/row_choice.h"

namespace ingot {
namespace {

constexpr std::uint32_t kPermuteCells = 0x70657263;  // "perc"
constexpr std::uint32_t kDrawRepeats = 0x64726570;   // "drep"

TextColumn permuted(const TextColumn& cells, Draws draws) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(cells.size()));
  std::iota(order.begin(), order.end(), 0);
  draws.shuffle(std::span(order));
  return select_rows({{"cells"}, {cells}}, order).columns[0];
}

const MetricDef& metric_of(const Predictions& known, const std::string& wanted) {
  if (!wanted.empty()) return find_metric(wanted);
  const std::size_t classes = known.classes.size();
  if (classes == 2 && !known.is_label_sets()) return find_metric("roc_auc");
  return find_metric(
      (known.is_label_sets() ? metrics_for_label_sets(classes) : metrics_for(classes)).front());
}

class Importance {
 public:
  Importance(const Predictions& known, const ImportanceOptions& options)
      : options_(options),
        known_(known),
        metric_(metric_of(known, options.metric)),
        as_is_(known, metric_.ranking),
        value_(value_of(as_is_, std::vector<std::int32_t>(as_is_.num_rows(), 1))) {
    for (int r = 0; r < options.replicates; ++r) {
      counts_.push_back(
          bootstrap_counts(as_is_.num_rows(), options.seed, static_cast<std::uint32_t>(r)));
      values_.push_back(value_of(as_is_, counts_.back()));
    }
  }

  [[nodiscard]] const MetricDef& metric() const { return metric_; }
  [[nodiscard]] std::optional<double> value() const { return value_; }

  // `answers`: what the model says of the rows, once for each permutation.
  [[nodiscard]] ColumnImportance judge(const std::string& column,
                                       const std::vector<Tensor>& answers) const {
    std::vector<ScoredRows> permuted_rows;
    for (const Tensor& scores : answers) {
      Predictions predictions = known_;
      predictions.scores = scores;
      permuted_rows.emplace_back(predictions, metric_.ranking);
    }
    ColumnImportance result{column};
    const std::vector<std::int32_t> once(as_is_.num_rows(), 1);
    for (const ScoredRows& rows : permuted_rows)
      result.drop += drop(value_, rows, once).value_or(0) / static_cast<double>(answers.size());
    std::vector<std::optional<double>> drops(counts_.size());
    parallel_for(library_threads(), options_.replicates, [&](std::int64_t r) {
      const auto replicate = static_cast<std::size_t>(r);
      Draws draws(options_.seed, kDrawRepeats, static_cast<std::uint32_t>(r));
      double sum = 0;
      for (std::size_t i = 0; i < permuted_rows.size(); ++i) {
        const ScoredRows& rows = permuted_rows[draws.below(permuted_rows.size())];
        const auto one = drop(values_[replicate], rows, counts_[replicate]);
        if (!one) return;
        sum += *one;
      }
      drops[replicate] = sum / static_cast<double>(permuted_rows.size());
    });
    std::vector<double> defined;
    for (const auto& value : drops)
      if (value) defined.push_back(*value);
    if (defined.empty()) defined.push_back(result.drop);
    result.interval = percentile_interval(std::move(defined), options_.level);
    return result;
  }

 private:
  [[nodiscard]] std::optional<double> value_of(const ScoredRows& rows, RowCounts counts) const {
    return metric_.compute(rows, counts);
  }
  // How much worse than `before` it is with `rows` in place of the rows as they are.
  [[nodiscard]] std::optional<double> drop(const std::optional<double>& before,
                                           const ScoredRows& rows, RowCounts counts) const {
    const std::optional<double> after = before ? value_of(rows, counts) : std::nullopt;
    if (!after) return std::nullopt;
    return metric_.direction == Direction::higher_is_better ? *before - *after : *after - *before;
  }

  const ImportanceOptions& options_;
  const Predictions& known_;
  const MetricDef& metric_;
  ScoredRows as_is_;
  std::optional<double> value_;                    // of the rows as they are
  std::vector<std::vector<std::int32_t>> counts_;  // of each replicate
  std::vector<std::optional<double>> values_;      // of the rows as they are, in each replicate
};

}  // namespace

std::size_t place_of_column(const Table& rows, const std::string& name) {
  if (const auto found = rows.find(name)) return *found;
  throw Error("unknown_column", text("the rows have no column {}", "数据没有列 {}", name))
      .expected(text("one of {}", "{} 之一", fmt::join(rows.names, ", ")));
}

PermutationImportance permutation_importance(const Table& rows, const Predictions& known,
                                             const std::vector<std::string>& columns,
                                             const AskTable& ask,
                                             const ImportanceOptions& options) {
  INGOT_ASSERT(options.repeats > 0 && options.replicates > 0 && options.max_rows > 0,
               "nothing to compare with");
  const std::vector<std::int64_t> chosen = evenly_chosen(rows.size(), options.max_rows);
  const Table asked = select_rows(rows, chosen);
  const Predictions as_is = chosen_rows(known, chosen);
  const Importance importance(as_is, options);
  PermutationImportance result{
      .metric = importance.metric().name, .rows = asked.size(), .repeats = options.repeats};
  const std::optional<double> value = importance.value();
  if (!value) return result;
  result.value = *value;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::size_t place = place_of_column(asked, columns[c]);
    Table changed = asked;
    std::vector<Tensor> answers;
    for (int r = 0; r < options.repeats; ++r) {
      const auto permutation =
          static_cast<std::uint32_t>(c) * static_cast<std::uint32_t>(options.repeats) +
          static_cast<std::uint32_t>(r);
      changed.columns[place] =
          permuted(asked.columns[place], Draws(options.seed, kPermuteCells, permutation));
      answers.push_back(ask(changed));
    }
    result.columns.push_back(importance.judge(columns[c], answers));
  }
  std::ranges::stable_sort(result.columns, std::greater{}, &ColumnImportance::drop);
  return result;
}

}  // namespace ingot
