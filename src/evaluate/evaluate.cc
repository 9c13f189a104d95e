#include "ingot/evaluate.h"

#include "base/assert.h"
#include "evaluate/baseline.h"
#include "evaluate/bootstrap.h"
#include "evaluate/calibration.h"
#include "evaluate/class_counts.h"
#include "evaluate/metric_def.h"
#include "evaluate/mistakes.h"

namespace ingot {
namespace {

constexpr std::size_t kMaxScatter = 500;
/// Above this many counted rows, replicates are saved: their spread shrinks with the rows anyway.
constexpr std::size_t kMaxDrawnRows = 200'000'000;
constexpr int kFewestReplicates = 200;

using Metrics = std::vector<const MetricDef*>;

Metrics choose_metrics(const std::vector<std::string>& names, const Predictions& predictions) {
  const std::size_t num_classes = predictions.classes.size();
  const bool sets = predictions.is_label_sets();
  const std::vector<std::string> all =
      sets ? metrics_for_label_sets(num_classes) : metrics_for(num_classes);
  Metrics chosen;
  for (const std::string& name : names.empty() ? all : names) {
    const MetricDef& metric = find_metric(name);
    if (sets ? !metric.applies_to_label_sets(num_classes) : !metric.applies(num_classes))
      throw Error("metric_does_not_apply",
                  sets               ? text("\"{}\" does not apply to rows of several classes",
                                            "“{}”不适用于多标签数据", name)
                  : num_classes == 0 ? text("\"{}\" needs classes, but numbers are predicted",
                                            "“{}”用于分类，而这里预测的是数值", name)
                                     : text("\"{}\" does not apply to {} classes",
                                            "“{}”不适用于 {} 个类别", name, num_classes))
          .expected(text("one of {}", "{} 之一", fmt::join(all, " ")));
    chosen.push_back(&metric);
  }
  return chosen;
}

Ranking ranking_for(const Metrics& metrics) {
  for (const MetricDef* metric : metrics)
    if (metric->ranking == Ranking::with) return Ranking::with;
  return Ranking::without;
}

std::vector<MetricValue> values_of(const Metrics& metrics, const ScoredRows& rows,
                                   RowCounts counts) {
  std::vector<MetricValue> values;
  for (const MetricDef* metric : metrics)
    values.push_back({metric->name, metric->compute(rows, counts), {}});
  return values;
}

void describe_classes(Evaluation& result, const ScoredRows& rows, RowCounts counts,
                      std::size_t bins) {
  const std::size_t n = rows.num_classes();
  if (!rows.is_label_sets()) result.confusion.assign(n, std::vector<std::int64_t>(n));
  for (std::size_t row = 0; !rows.is_label_sets() && row < rows.num_rows(); ++row)
    ++result.confusion[rows.label(row)][rows.predicted(row)];
  for (const ClassCounts& c : count_classes(rows, counts))
    result.per_class.push_back({c.rows, c.predicted, c.precision(), c.recall(), c.f1()});
  result.calibration = calibration_bins(rows, counts, bins);
}

int replicates_for(int wanted, std::size_t rows) {
  const auto affordable = static_cast<int>(std::min<std::size_t>(kMaxDrawnRows / rows, 1'000'000));
  return std::min(wanted, std::max(affordable, kFewestReplicates));
}

}  // namespace

const MetricValue& Evaluation::metric(std::string_view name) const {
  for (const MetricValue& value : metrics)
    if (value.name == name) return value;
  std::vector<std::string> names;
  for (const MetricValue& value : metrics) names.push_back(value.name);
  throw Error("unknown_metric", text("\"{}\" was not evaluated", "没有评估过“{}”", name))
      .expected(text("one of {}", "{} 之一", fmt::join(names, " ")));
}

Evaluation evaluate(const Predictions& predictions, const EvaluateOptions& options) {
  INGOT_ASSERT(options.calibration_bins > 0, "calibration needs a bin");
  INGOT_ASSERT(options.level > 0 && options.level < 1, "level {} is no share", options.level);
  const Metrics metrics = choose_metrics(options.metrics, predictions);
  const ScoredRows rows(predictions, ranking_for(metrics));
  const std::vector<std::int32_t> once(rows.num_rows(), 1);

  Evaluation result;
  result.rows = static_cast<std::int64_t>(rows.num_rows());
  result.classes = predictions.classes;
  result.is_label_sets = predictions.is_label_sets();
  result.call_from = predictions.call_from;
  result.metrics = values_of(metrics, rows, once);
  if (options.replicates > 0) {
    const auto intervals = bootstrap_intervals(
        rows, metrics,
        {replicates_for(options.replicates, rows.num_rows()), options.level, options.seed});
    for (std::size_t i = 0; i < metrics.size(); ++i)
      if (result.metrics[i].value) result.metrics[i].interval = intervals[i];
  }
  result.mistakes = surest_mistakes(rows, static_cast<std::size_t>(options.max_mistakes));
  if (predictions.is_classes())
    describe_classes(result, rows, once, static_cast<std::size_t>(options.calibration_bins));
  else
    result.scatter = scatter_of(rows, kMaxScatter);
  if (options.training_truth.defined())
    add_baseline(result, predictions.is_classes() ? "majority" : "mean",
                 predictions.is_label_sets() ? text("most frequent labels", "最常见的标签")
                 : predictions.is_classes()  ? text("most frequent class", "最常见类别")
                                            : text("mean of the training rows", "训练数据的平均值"),
                 constant_predictions(predictions, options.training_truth));
  return result;
}

std::optional<double> compute_metric(std::string_view name, const Predictions& predictions) {
  const Metrics metrics = choose_metrics({std::string(name)}, predictions);
  const ScoredRows rows(predictions, ranking_for(metrics));
  return metrics[0]->compute(rows, std::vector<std::int32_t>(rows.num_rows(), 1));
}

void add_baseline(Evaluation& evaluation, std::string name, const Text& label,
                  const Predictions& predictions) {
  std::vector<std::string> names;
  for (const MetricValue& value : evaluation.metrics) names.push_back(value.name);
  const Metrics metrics = choose_metrics(names, predictions);
  const ScoredRows rows(predictions, ranking_for(metrics));
  if (static_cast<std::int64_t>(rows.num_rows()) != evaluation.rows)
    throw Error("shape_mismatch", text("baseline \"{}\" predicts {} rows, the evaluation has {}",
                                       "基准“{}”预测了 {} 行，而评估有 {} 行", name,
                                       rows.num_rows(), evaluation.rows))
        .expected(text("the same rows", "相同的行"));
  const std::vector<std::int32_t> once(rows.num_rows(), 1);
  evaluation.baselines.push_back({std::move(name), label, values_of(metrics, rows, once)});
}

}  // namespace ingot
