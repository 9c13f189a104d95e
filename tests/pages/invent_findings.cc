#include "invent_findings.h"

#include <cmath>

#include "evaluate/draws.h"

namespace ingot {
namespace {

Predictions part_of(const Predictions& p, std::int64_t first, std::int64_t rows) {
  return {p.scores.rows(first, rows), p.truth.rows(first, rows), p.classes};
}

/// Every fiftieth label is moved to the next class.
Predictions with_wrong_labels(const Predictions& p) {
  Predictions flipped = p;
  flipped.truth = p.truth.clone();
  const auto classes = static_cast<double>(p.classes.size());
  for (std::int64_t row = 0; row < p.truth.num_elements(); row += 50)
    flipped.truth.set(row, std::fmod(p.truth.at(row) + 1, classes));
  return flipped;
}

/// Wrong rows are dark more often than others.
RowFeature invent_brightness(const Tensor& wrong) {
  Draws draws(8, 1, 0);
  RowFeature brightness{.label = text("brightness", "亮度")};
  for (const bool is_wrong : wrong.data<bool>()) {
    const bool dark = draws.below(100) < (is_wrong ? 35U : 8U);
    brightness.numbers.push_back(0.001 * static_cast<double>(draws.below(200)) +
                                 (dark ? 0.02 : 0.4));
  }
  return brightness;
}

// By a length that tells nothing.
RowGroups invent_groups(const Predictions& predictions) {
  Draws draws(8, 3, 0);
  std::vector<std::int64_t> lengths;
  for (std::int64_t row = 0; row < predictions.truth.num_elements(); ++row)
    lengths.push_back(5 + static_cast<std::int64_t>(draws.below(40)));
  return groups_by(predictions, text("steps", "步数"), lengths).value();
}

LearningCurve invent_learning_curve() {
  Draws draws(8, 2, 0);
  std::vector<LearningPoint> points;
  for (std::int64_t rows = 1700; rows <= 54400; rows *= 2)
    for (int repeat = 0; repeat < 2; ++repeat) {
      const double error = 0.04 + 4.5 * std::pow(static_cast<double>(rows), -0.45);
      const double noise = static_cast<double>(draws.below(2001)) / 1000 - 1;
      points.push_back({rows, error * (1 + 0.03 * noise)});
    }
  return fit_learning_curve(points);
}

std::vector<Decision> invent_decisions() {
  return {{text("Model", "模型"), text("small convolutional network", "小型卷积网络"),
           text("Pictures of 28 x 28 pixels leave little for a deeper one to find.",
                "28 x 28 像素的图片不需要更深的网络。")},
          {text("Loss weights", "损失权重"), text("none", "无"),
           text("The rarest class has 92% of the rows of the most frequent.",
                "最少的类别的行数是最多类别的 92%。")},
          {text("Epochs", "轮数"), text("12, the best one kept", "12 轮，保留最好的一轮"),
           text("Validation loss stopped falling after epoch 9.", "第 9 轮后验证损失不再下降。")}};
}

}  // namespace

TagFindings invent_tags(const std::string& name) {
  TagFindings tags{.sentences = 250, .wrong_sentences = 31};
  tags.kinds = {{.kind = name,
                 .entities = 140,
                 .called = 138,
                 .right = 121,
                 .other_kind = 6,
                 .other_borders = 5,
                 .missed = 8,
                 .invented = 6},
                {.kind = "", .entities = 3, .called = 0, .missed = 3}};
  tags.lengths = {
      {.low = 6, .high = 10, .sentences = 240, .tokens = 2000, .accuracy = 0.97, .f1 = 0.9},
      {.low = 41, .high = 0, .sentences = 10, .tokens = 512, .accuracy = 0.93}};
  tags.examples = {{.sentence = 7,
                    .wrong = 1,
                    .is_cut = true,
                    .tokens = {{"in", "O", "O"}, {name, "B-LOC", "B-PER"}, {".", "O", "O"}}}};
  return tags;
}

Findings invent_findings(const Predictions& predictions, const Predictions& rival) {
  const std::int64_t rows = predictions.truth.shape()[0], half = rows / 2;
  Findings f;
  f.cross_validation = {"accuracy", combine_folds({0.912, 0.921, 0.905, 0.916, 0.919}, 0.25)};
  f.temperature = judge_temperature(fit_temperature(part_of(predictions, 0, half)),
                                    part_of(predictions, half, rows - half));
  f.label_errors = find_label_errors(with_wrong_labels(predictions));
  f.doubtful = most_doubtful(predictions, DoubtBy::margin, 12);
  const Tensor wrong = wrong_rows(predictions);
  std::vector<RowFeature> features = class_features(predictions);
  features.push_back(invent_brightness(wrong));
  f.weak_slices = find_weak_slices(features, wrong, {.permutations = 200});
  f.row_groups = {invent_groups(predictions)};
  f.near_duplicates = {.rows = rows, .duplicates = 37};
  for (std::int64_t i = 0; i < 6; ++i)
    f.near_duplicates->examples.push_back({i * 31, i * 977, 0.5 * static_cast<double>(i),
                                           fmt::format("test/shirt/{:04}.png", i * 31),
                                           fmt::format("train/shirt/copy-of-{:04}.png", i * 977)});
  f.learning_curve = invent_learning_curve();
  f.comparisons = {{text("the version before", "上一版本"), text("this model", "本模型"),
                    compare_models(rival, predictions)}};
  f.tags = invent_tags("Vienna");
  f.words = {{.row = 12,
              .column = "review",
              .truth = 1,
              .called = 0,
              .probability = 0.93,
              .pieces = {{"a ", 0}, {"splendid ", 0.6}, {"bore, ", -0.2}, {"truly", 0.004}}}};
  f.generated = {{"", "The king is come:\n  let all the bells be rung."}, {"Once", " upon a time"}};
  f.decisions = invent_decisions();
  f.augmentation_steps = {text("shift by up to 2 pixels", "平移至多 2 像素"),
                          text("mirror", "左右翻转")};
  f.skipped = {{text("cut off", "文件不完整"), 3, {"train/bag/0007.jpg", "train/bag/0113.jpg"}},
               {text("not a picture", "不是图片"), 1, {"train/coat/Thumbs.db"}}};
  return f;
}

Findings invent_clean_findings(const Predictions& predictions) {
  Findings f;
  f.cross_validation = {"roc_auc",
                        combine_folds({0.81, 0.84, 0.79, 0.83, 0.82, 0.80, 0.85}, 1.0 / 6)};
  f.label_errors = LabelErrors{.rows = 700};
  f.weak_slices =
      WeakSlices{.rows = 700, .errors = 90, .tested = 120, .level = 0.01, .permutations = 500};
  f.near_duplicates = {.rows = 700, .duplicates = 0};
  f.temperature = judge_temperature(1, predictions);
  f.decisions = {invent_decisions().back()};
  return f;
}

Findings invent_hostile_findings(const std::string& name) {
  const Text hostile = {name, name};
  Findings f;
  f.tags = invent_tags(name);
  f.words = {{.column = name, .pieces = {{name, 0.5}, {name, -0.5}}}};
  f.generated = {{name, name}};
  f.decisions = {{hostile, hostile, hostile}};
  f.skipped = {{hostile, 30, {name, std::string(300, 'w') + ".jpg"}}};
  f.near_duplicates = {
      .rows = 10, .duplicates = 1, .examples = {{0, 0, 0, name, std::string(200, 'x')}}};
  f.weak_slices = WeakSlices{.rows = 100, .errors = 50, .tested = 9, .level = 0.01};
  f.weak_slices->slices = {{.conditions = {{0, hostile, hostile}, {1, hostile, hostile}},
                            .rows = 30,
                            .errors = 30,
                            .error_rate = 1,
                            .elsewhere = 0.1,
                            .p_value = 0.002}};
  f.row_groups = {{hostile, "accuracy", {{hostile, 3, 0.5}}}};
  f.comparisons = {{hostile, hostile, {}}};
  f.importance = PermutationImportance{.metric = "accuracy", .rows = 9, .repeats = 1};
  f.importance->columns = {{name, 0.5, {}}, {std::string(200, 'x'), 0.1, {}}};
  f.dependence = {{.grid = {name, {name, std::string(200, 'y')}}, .rows = 9},
                  {.grid = {std::string(200, 'x'), {"1", "2"}, {1, 2}}, .rows = 9}};
  for (PartialDependence& d : f.dependence) d.points.assign(2, {0.5, 0.4, 0.6});
  return f;
}

}  // namespace ingot
