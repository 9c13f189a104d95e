#include <nlohmann/json.hpp>

#include "evaluate/findings.h"
#include "evaluate/metric_def.h"
#include "evaluate/report.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

void describe_duplicates(Paragraph& p, const DuplicateFindings& found) {
  if (found.duplicates == 0) return;
  if (found.left_out) {
    p.add(
        text("{} of the {} rows that it was judged on look almost like a row of the training data; "
             "the program did not train on those.",
             "用于评估的 {1} 行中，有 {0} 行与训练数据几乎相同；程序没有用那些训练数据。",
             in_groups(found.duplicates), in_groups(found.rows)));
    return;
  }
  p.add(
      text("{} of the {} rows that it was judged on look almost like a row of the training data: "
           "the figures are better than those of really new rows.",
           "用于评估的 {1} 行中，有 {0} 行与训练数据几乎相同：对真正的新数据，效果会差一些。",
           in_groups(found.duplicates), in_groups(found.rows)));
}

void describe_labels(Paragraph& p, const LabelErrors& found,
                     const std::vector<std::string>& classes) {
  if (found.suspects.empty()) return;
  const double share = found.estimated_rows / static_cast<double>(found.rows);
  p.add(text(
      "At most about {} of {} labels ({}) are wrong (mistakes of the model count here, too): check "
      "the surest {} first.",
      "至多约 {} 个标签（共 {} 个，占 {}）有误（模型自身的错误也计入其中）：请先核对最可疑的 {} "
      "个。",
      in_groups(static_cast<std::int64_t>(found.estimated_rows + 0.5)), in_groups(found.rows),
      in_percent(share),
      in_groups(std::min<std::int64_t>(20, static_cast<std::int64_t>(found.suspects.size())))));
  if (found.noise.empty()) return;
  const LabelNoise& most = found.noise.front();
  p.add(text("The largest group is labelled \"{}\" and looks like \"{}\".",
             "最多的是标为“{}”而看起来像“{}”的。", classes[most.given], classes[most.truth]));
}

/// "brightness up to 0.2, class Shirt"
Text name_of(const WeakSlice& slice) {
  Text name;
  for (const WeakSlice::Condition& c : slice.conditions) {
    name.en += fmt::format("{}{} {}", name.en.empty() ? "" : ", ", c.label.en, c.value.en);
    name.zh += fmt::format("{}{} {}", name.zh.empty() ? "" : "，", c.label.zh, c.value.zh);
  }
  return name;
}

void describe_slices(Paragraph& p, const WeakSlices& found) {
  if (found.slices.empty()) return;
  const WeakSlice& worst = found.slices.front();
  const Text name = name_of(worst);
  const std::string here = in_percent(worst.error_rate), there = in_percent(worst.elsewhere);
  if (found.kind == SliceErrors::large) {
    const std::string large =
        in_percent(static_cast<double>(found.errors) / static_cast<double>(found.rows));
    p.add({fmt::format("The model is far off most where {}: {} of the errors there are among the "
                       "largest {}, against {} elsewhere.",
                       name.en, here, large, there),
           fmt::format("模型在以下数据上偏差最大：{}，其中 {} 的误差属于最大的 {}，其余数据为 {}。",
                       name.zh, here, large, there)});
    return;
  }
  p.add({fmt::format("The model is wrong most where {}: in {} of the cases, against {} elsewhere.",
                     name.en, here, there),
         fmt::format("模型在以下数据上最容易出错：{}，错误率 {}，其余数据为 {}。", name.zh, here,
                     there)});
}

// The columns whose loss is beyond chance, at most three.
void describe_importance(Paragraph& p, const PermutationImportance& found) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> names;
  for (const ColumnImportance& c : found.columns)
    if (c.interval.low > 0 && names.size() < kNamed) names.push_back(c.column);
  if (names.empty()) {
    if (!found.columns.empty())
      p.add(text("No column by itself makes a difference beyond chance.",
                 "没有哪一列单独带来超出偶然波动的差别。"));
    return;
  }
  p.add({fmt::format("It looks most at {}.", fmt::join(names, ", ")),
         fmt::format("它最看重的列是 {}。", fmt::join(names, "、"))});
}

void describe_temperature(Paragraph& p, const TemperatureEffect& effect) {
  if (!effect.pays()) return;
  p.add(
      text("A temperature of {:.2f} makes its confidence more honest: the calibration error goes "
           "from {} to {}.",
           "使用温度 {:.2f} 后置信度更可信：校准误差由 {} 变为 {}。", effect.temperature,
           in_percent(effect.ece_before), in_percent(effect.ece_after)));
}

void describe_skipped(Paragraph& p, const std::vector<SkippedFiles>& skipped) {
  std::int64_t count = 0;
  for (const SkippedFiles& s : skipped) count += s.count;
  if (count > 0)
    p.add(text("Files that could not be used and were left out: {}.",
               "有 {} 个文件无法使用，已跳过。", in_groups(count)));
}

// The kind of entities that is found worst.
void describe_tags(Paragraph& p, const TagFindings& found) {
  const EntityFigures* weakest = nullptr;
  for (const EntityFigures& kind : found.kinds)
    if (kind.entities > 0 && (weakest == nullptr || kind.f1() < weakest->f1())) weakest = &kind;
  if (weakest == nullptr || found.kinds.size() < 2) return;
  p.add(text(
      "It is weakest at \"{}\": of {} that there are it finds {}, and {} of those that it calls "
      "are right.",
      "它最不擅长“{}”：共有 {} 个，找出了 {}；它给出的其中 {} 是对的。", weakest->kind,
      in_groups(weakest->entities), in_percent(weakest->recall()),
      in_percent(weakest->precision())));
}

}  // namespace

Text describe(const FoldFigures& folds) {
  const MetricDef& metric = find_metric(folds.metric);
  const bool share = metric.unit == MetricUnit::share;
  const auto show = [&](double v) { return share ? in_percent(v) : in_digits(v); };
  const CrossValidation& v = folds.values;
  const std::string mean = show(v.mean), low = show(v.low), high = show(v.high);
  return {fmt::format("{}: {} on average over {} trainings on other parts of the data; another "
                      "training would give {} to {}.",
                      metric.label.en, mean, v.values.size(), low, high),
          fmt::format("在数据的不同部分上重新训练 {} 次，{}平均为 {}；换一批训练数据，预计在 {} 到 "
                      "{} 之间。",
                      v.values.size(), metric.label.zh, mean, low, high)};
}

Text summarise(const Findings& findings, const std::vector<std::string>& classes) {
  Paragraph p;
  if (findings.importance) describe_importance(p, *findings.importance);
  if (findings.gains && classes.size() == 2 && !findings.gains->points.empty())
    p.add(describe(*findings.gains, classes[1]));
  if (findings.costs && classes.size() == 2) p.add(describe(*findings.costs, classes[1]));
  if (findings.intervals) p.add(describe(*findings.intervals));
  if (findings.residuals) p.add(describe(*findings.residuals));
  if (findings.near_duplicates) describe_duplicates(p, *findings.near_duplicates);
  if (findings.label_errors) describe_labels(p, *findings.label_errors, classes);
  if (findings.tags) describe_tags(p, *findings.tags);
  describe_skipped(p, findings.skipped);
  if (findings.weak_slices) describe_slices(p, *findings.weak_slices);
  if (findings.temperature) describe_temperature(p, *findings.temperature);
  if (findings.cross_validation) p.add(describe(*findings.cross_validation));
  for (const NamedComparison& c : findings.comparisons)
    p.add(describe(c.figures, c.first, c.second));
  for (const NamedNumberComparison& c : findings.number_comparisons)
    p.add(describe(c.figures, c.first, c.second));
  if (findings.learning_curve) p.add(describe(*findings.learning_curve));
  return p.take();
}

Text summarise(const Evaluation& evaluation, const std::string& target, const Findings& findings) {
  Text all = summarise(evaluation, target);
  const Text found = summarise(findings, evaluation.classes);
  if (!found.empty()) {
    all.en += "\n\n" + found.en;
    all.zh += "\n\n" + found.zh;
  }
  return all;
}

}  // namespace ingot
