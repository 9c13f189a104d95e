#include <cmath>

#include "evaluate/metric_def.h"
#include "evaluate/report.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

const MetricValue* find(const std::vector<MetricValue>& metrics, std::string_view name) {
  for (const MetricValue& metric : metrics)
    if (metric.name == name && metric.value) return &metric;
  return nullptr;
}

std::optional<double> baseline_value(const Evaluation& evaluation, std::string_view name) {
  if (evaluation.baselines.empty()) return std::nullopt;
  const MetricValue* metric = find(evaluation.baselines.front().metrics, name);
  return metric ? metric->value : std::nullopt;
}

bool ranks_better_than_chance(const Evaluation& evaluation) {
  const MetricValue* auc = find(evaluation.metrics, "roc_auc");
  return auc != nullptr && auc->interval && auc->interval->low > 0.5;
}

/// Says whether the model is better than the baseline beyond the chance of these rows.
void compare(Paragraph& p, const Evaluation& evaluation, const MetricValue& metric) {
  const std::optional<double> base = baseline_value(evaluation, metric.name);
  if (!base) return;
  const bool higher = find_metric(metric.name).direction == Direction::higher_is_better;
  const double value = *metric.value;
  const double worst =
      metric.interval ? (higher ? metric.interval->low : metric.interval->high) : value;
  const auto better = [&](double a) { return higher ? a > *base : a < *base; };
  if (better(worst)) return;
  if (better(value))
    p.add(text("That lead is within the chance of these rows: do not rely on it yet.",
               "这一优势仍在偶然波动的范围内，暂不可依赖。"));
  else if (ranks_better_than_chance(evaluation))
    p.add(
        text("Its answers are no better than that, yet its probabilities rank the rows better than "
             "chance: work with the ranking, or with a lower threshold.",
             "它的判断并不比这更好，但它给出的概率排序优于随机：可以使用排序，或降低判断阈值。"));
  else
    p.add(text("That is no better than the baseline: the model has learned nothing of use.",
               "这并不优于基准：模型没有学到有用的东西。"));
}

// "On 600 rows that it never saw, ...": what the figures are of.
Text on_rows(const Evaluation& evaluation, const Text& rest) {
  const std::string rows = in_groups(evaluation.rows);
  return evaluation.is_held_out
             ? text("On {0} rows that it never saw, {1}", "在 {0} 行从未见过的数据上，{2}", rows,
                    rest.en, rest.zh)
             : text("On {0} rows, {1}", "在 {0} 行数据上，{2}", rows, rest.en, rest.zh);
}

void describe_accuracy(Paragraph& p, const Evaluation& evaluation, const std::string& target) {
  const MetricValue* accuracy = find(evaluation.metrics, "accuracy");
  if (accuracy == nullptr) return;
  const std::string right = in_percent(*accuracy->value);
  const std::size_t classes = evaluation.classes.size();
  p.add(on_rows(evaluation,
                target.empty()
                    ? text("the model names the right one of {} classes in {} of the cases.",
                           "模型从 {} 个类别中判断正确的比例是 {}。", classes, right)
                    : text("the model names the right \"{}\" out of {} in {} of the cases.",
                           "模型对“{}”（共 {} 类）判断正确的比例是 {}。", target, classes, right)));
  if (const auto& i = accuracy->interval)
    p.add(text("With other rows of the same kind, expect {} to {}.",
               "换一批同类数据，预计在 {} 到 {} 之间。", in_percent(i->low), in_percent(i->high)));
  if (const auto base = baseline_value(evaluation, "accuracy"))
    p.add(text("Always giving the most frequent answer would be right in {}.",
               "若总是回答最常见的类别，正确率为 {}。", in_percent(*base)));
  if (!evaluation.call_from) return compare(p, evaluation, *accuracy);
  // A threshold was chosen for something else than being right most often.
  p.add(text("\"{}\" is called from a probability of {} on.", "概率达到 {1} 即判为“{0}”。",
             evaluation.classes[1], in_percent(static_cast<double>(*evaluation.call_from))));
  if (const MetricValue* auc = find(evaluation.metrics, "roc_auc")) compare(p, evaluation, *auc);
}

// The label that is named worst, of those that the rows have.
void describe_weakest_label(Paragraph& p, const Evaluation& evaluation) {
  const ClassFigures* weakest = nullptr;
  std::size_t place = 0;
  for (std::size_t c = 0; c < evaluation.per_class.size(); ++c) {
    const ClassFigures& figures = evaluation.per_class[c];
    if (figures.rows == 0 || (weakest != nullptr && figures.f1 >= weakest->f1)) continue;
    weakest = &figures;
    place = c;
  }
  if (weakest == nullptr) return;
  p.add(
      text("It is weakest at \"{}\": it finds {} of the {} rows that have this label, and {} of "
           "those that it gives the label to truly have it.",
           "它最不擅长“{0}”：有该标签的 {2} 行中找出了 {1}；被判为有该标签的行中 {3} 确实有。",
           evaluation.classes[place], in_percent(weakest->recall), in_groups(weakest->rows),
           in_percent(weakest->precision)));
}

void describe_label_sets(Paragraph& p, const Evaluation& evaluation) {
  const MetricValue* accuracy = find(evaluation.metrics, "accuracy");
  if (accuracy == nullptr) return;
  p.add(text("A row may have several of {} labels.", "每行可有 {} 个标签中的多个。",
             evaluation.classes.size()));
  p.add(on_rows(evaluation, text("the model names exactly the right ones in {} of the cases.",
                                 "模型完全判断正确的比例是 {}。", in_percent(*accuracy->value))));
  if (const auto& i = accuracy->interval)
    p.add(text("With other rows of the same kind, expect {} to {}.",
               "换一批同类数据，预计在 {} 到 {} 之间。", in_percent(i->low), in_percent(i->high)));
  if (const auto base = baseline_value(evaluation, "accuracy"))
    p.add(text("Always giving the most frequent labels would be right in {}.",
               "若总是给出最常见的标签，正确率为 {}。", in_percent(*base)));
  compare(p, evaluation, *accuracy);
  const MetricValue* recall = find(evaluation.metrics, "recall_macro");
  const MetricValue* precision = find(evaluation.metrics, "precision_macro");
  if (recall != nullptr && precision != nullptr)
    p.add(
        text("Label by label, it finds {} of the rows that have one, and {} of those that it gives "
             "it to are right.",
             "逐个标签来看，它找出了有该标签的行中的 {}；它给出的标签中 {} 是对的。",
             in_percent(*recall->value), in_percent(*precision->value)));
  describe_weakest_label(p, evaluation);
}

void describe_positive_class(Paragraph& p, const Evaluation& evaluation) {
  const MetricValue* precision = find(evaluation.metrics, "precision");
  const MetricValue* recall = find(evaluation.metrics, "recall");
  if (precision == nullptr || recall == nullptr) return;
  p.add(text("It finds {1} of the rows that are \"{0}\"; of those it calls so, {2} truly are.",
             "它找出了 {1} 的“{0}”；被判为“{0}”的行中，{2} 确实如此。", evaluation.classes[1],
             in_percent(*recall->value), in_percent(*precision->value)));
}

void describe_confusion(Paragraph& p, const Evaluation& evaluation) {
  const std::vector<ConfusedPair> pairs = confused_pairs(evaluation, 1);
  if (pairs.empty()) {
    p.add(text(
        "It made no mistake at all on these rows; check that none of them leaked into training.",
        "它在这些数据上没有犯任何错误；请检查这些数据是否混入了训练数据。"));
    return;
  }
  p.add(text("The most frequent mistake is \"{}\" called \"{}\" ({} rows, {} of that class).",
             "最常见的错误是把“{}”判为“{}”（{} 行，占该类的 {}）。",
             evaluation.classes[pairs[0].truth], evaluation.classes[pairs[0].predicted],
             in_groups(pairs[0].rows), in_percent(pairs[0].share)));
}

void describe_confidence(Paragraph& p, const Evaluation& evaluation) {
  constexpr double kNoticeable = 0.03;
  const MetricValue* ece = find(evaluation.metrics, "ece");
  if (ece == nullptr) return;
  double stated = 0, reached = 0;
  for (const CalibrationBin& bin : evaluation.calibration) {
    stated += static_cast<double>(bin.rows) * bin.confidence;
    reached += static_cast<double>(bin.rows) * bin.accuracy;
  }
  const std::string off = in_percent(*ece->value);
  if (*ece->value < kNoticeable)
    p.add(text("Its confidence can be taken at its word (off by {} on average).",
               "它给出的置信度可以照字面理解（平均偏差 {}）。", off));
  else if (stated > reached)
    p.add(text("It is more certain than it should be (off by {} on average).",
               "它比应有的更自信（平均偏差 {}）。", off));
  else
    p.add(text("It is less certain than it could be (off by {} on average).",
               "它比应有的更保守（平均偏差 {}）。", off));
}

void describe_numbers(Paragraph& p, const Evaluation& evaluation, const std::string& target) {
  const MetricValue* mae = find(evaluation.metrics, "mae");
  if (mae == nullptr) return;
  const std::string off = in_digits(*mae->value);
  p.add(on_rows(evaluation, target.empty() ? text("a prediction is off by {} on average.",
                                                  "预测值平均偏差 {}。", off)
                                           : text("the predicted \"{}\" is off by {} on average.",
                                                  "“{}”的预测值平均偏差 {}。", target, off)));
  if (const auto& i = mae->interval)
    p.add(text("With other rows of the same kind, expect {} to {}.",
               "换一批同类数据，预计在 {} 到 {} 之间。", in_digits(i->low), in_digits(i->high)));
  if (const auto base = baseline_value(evaluation, "mae"))
    p.add(text("Always answering the mean would be off by {}.", "若总是回答平均值，偏差为 {}。",
               in_digits(*base)));
  compare(p, evaluation, *mae);
  if (const MetricValue* r2 = find(evaluation.metrics, "r2"); r2 != nullptr && *r2->value > 0)
    p.add(text("It explains {} of the variation.", "它解释了 {} 的变化。", in_percent(*r2->value)));
}

void describe_running_text(Paragraph& p, const Evaluation& evaluation,
                           const MetricValue& perplexity) {
  const MetricValue* accuracy = find(evaluation.metrics, "accuracy");
  const MetricValue* bits = find(evaluation.metrics, "bits_per_byte");
  if (accuracy == nullptr) return;
  p.add(
      text("On {} tokens of text that it never saw, the model tells {} of them right; "
           "on average it hesitates as if between {} equally likely ones.",
           "在 {} 个从未见过的词元上，模型说中的比例是 {}；平均而言，它的犹豫相当于在 {} "
           "个等可能的词元之间选择。",
           in_groups(evaluation.rows), in_percent(*accuracy->value), in_digits(*perplexity.value)));
  if (bits != nullptr)
    p.add(text("It would store that text in {} bits for each byte.",
               "用它存储这段文本，每字节约需 {} 位。", in_digits(*bits->value)));
  if (const auto base = baseline_value(evaluation, "perplexity"))
    p.add(text("Counting in the training text would hesitate between {}.",
               "仅统计训练文本，则相当于在 {} 个之间犹豫。", in_digits(*base)));
  if (const auto base = baseline_value(evaluation, "perplexity");
      base && *base <= *perplexity.value)
    p.add(text("The model is no better than that yet: train it for longer (--epochs, --time).",
               "模型尚未优于此：请延长训练 (--epochs, --time)。"));
}

void describe_translations(Paragraph& p, const Evaluation& evaluation, const MetricValue& bleu) {
  p.add(
      text("The translations of {} texts that it never saw have a BLEU of {}, where 100 would be "
           "those that people wrote.",
           "{} 条从未见过的文本的译文，BLEU 为 {}；100 表示与人工译文完全一致。",
           in_groups(evaluation.rows), in_digits(*bleu.value)));
  const auto base = baseline_value(evaluation, "bleu");
  if (!base) return;
  p.add(text("Replacing each word by its likeliest counterpart gives {}.",
             "逐词替换为最可能的对应词，得到 {}。", in_digits(*base)));
  if (*base >= *bleu.value)
    p.add(
        text("The model is no better than that yet: train it for longer (--epochs, --time), or "
             "bring more pairs.",
             "模型尚未优于此：请延长训练 (--epochs, --time)，或提供更多文本对。"));
}

// What the tags mark, or the tags themselves.
void describe_tags(Paragraph& p, const Evaluation& evaluation) {
  const MetricValue* accuracy = find(evaluation.metrics, "accuracy");
  if (accuracy == nullptr) return;
  const bool entities = evaluation.judged_by == JudgedBy::entities;
  p.add(
      text("On {} tokens of sentences that it never saw, the model gives the right one of {} tags "
           "in {} of the cases.",
           "在从未见过的句子的 {} 个词元上，模型从 {} 个标签中判断正确的比例是 {}。",
           in_groups(evaluation.rows), evaluation.classes.size(), in_percent(*accuracy->value)));
  const MetricValue* precision = find(evaluation.metrics, "precision");
  const MetricValue* recall = find(evaluation.metrics, "recall");
  if (precision != nullptr && recall != nullptr)
    p.add(
        text("It finds {} of the entities with their kind and both borders; of those that it "
             "calls, {} are right.",
             "它找出了 {} 的实体（类别与两端边界都正确）；它给出的实体中，{} 完全正确。",
             in_percent(*recall->value), in_percent(*precision->value)));
  const MetricValue* first = find(evaluation.metrics, entities ? "f1" : "accuracy");
  if (first == nullptr) {
    p.add(text("There was no entity to find.", "没有可找的实体。"));
    return;
  }
  const std::string figure = entities ? "F1 " : "";
  if (const auto& i = first->interval)
    p.add({fmt::format("With other sentences of the same kind, expect {}{} to {}.",
                       entities ? "an F1 of " : "", in_percent(i->low), in_percent(i->high)),
           fmt::format("换一批同类句子，预计{}在 {} 到 {} 之间。", figure, in_percent(i->low),
                       in_percent(i->high))});
  if (const auto base = baseline_value(evaluation, first->name))
    p.add({fmt::format("Giving each word its most frequent tag would reach {}{}.",
                       entities ? "an F1 of " : "", in_percent(*base)),
           fmt::format("若给每个词它最常见的标签，{}为 {}。", entities ? "F1 " : "正确率",
                       in_percent(*base))});
  compare(p, evaluation, *first);
}

}  // namespace

Text summarise(const Evaluation& evaluation, const std::string& target) {
  Paragraph p;
  if (const MetricValue* bleu = find(evaluation.metrics, "bleu")) {
    describe_translations(p, evaluation, *bleu);
  } else if (const MetricValue* perplexity = find(evaluation.metrics, "perplexity")) {
    describe_running_text(p, evaluation, *perplexity);
  } else if (evaluation.classes.empty()) {
    describe_numbers(p, evaluation, target);
  } else if (evaluation.judged_by != JudgedBy::rows) {
    describe_tags(p, evaluation);
  } else if (evaluation.is_label_sets) {
    describe_label_sets(p, evaluation);
  } else {
    describe_accuracy(p, evaluation, target);
    if (evaluation.classes.size() == 2)
      describe_positive_class(p, evaluation);
    else
      describe_confusion(p, evaluation);
    describe_confidence(p, evaluation);
  }
  return p.take();
}

}  // namespace ingot
