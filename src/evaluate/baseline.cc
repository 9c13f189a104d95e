#include "evaluate/baseline.h"

namespace ingot {
namespace {

Tensor class_shares(const Tensor& truth, std::size_t num_classes, std::int64_t rows) {
  std::vector<std::int64_t> counts(num_classes);
  for (std::int64_t i = 0; i < truth.num_elements(); ++i) {
    const double label = truth.at(i);
    if (!(label >= 0 && label < static_cast<double>(num_classes)))
      throw Error("bad_label", text("training row {} has the class index {}",
                                    "训练数据第 {} 行的类别编号是 {}", i, label))
          .expected(text("a whole number from 0 to {}", "0 到 {} 之间的整数", num_classes - 1));
    ++counts[static_cast<std::size_t>(label)];
  }
  Tensor shares(f32, {rows, static_cast<std::int64_t>(num_classes)});
  const std::span<float> out = shares.mutable_data<float>();
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<float>(static_cast<double>(counts[i % num_classes]) /
                                static_cast<double>(truth.num_elements()));
  return shares;
}

// The same probabilities for every row: how many training rows have the label. Labels of at least
// half of them are called, or the most frequent one where there is none.
Predictions label_shares(const Predictions& predictions, const Tensor& truth) {
  const std::size_t n = predictions.classes.size();
  const std::int64_t rows = predictions.truth.shape()[0];
  const auto width = static_cast<std::int64_t>(n);
  if (truth.num_elements() != truth.shape()[0] * width)
    throw Error("shape_mismatch", text("training truth {} for {} classes",
                                       "{1} 个类别的训练真实值为 {0}", to_string(truth.type()), n));
  std::vector<double> shares(n);
  for (std::int64_t i = 0; i < truth.num_elements(); ++i)
    shares[static_cast<std::size_t>(i % width)] +=
        truth.at(i) / static_cast<double>(truth.shape()[0]);
  const double least = std::min(0.5, *std::ranges::max_element(shares));
  Predictions constant = predictions;
  constant.scores = Tensor(f32, {rows, width});
  const std::span<float> out = constant.scores.mutable_data<float>();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(shares[i % n]);
  constexpr float kAlways = 0, kNever = 2;
  for (std::size_t c = 0; c < n; ++c)
    constant.thresholds[c] = shares[c] >= least ? kAlways : kNever;
  return constant;
}

Tensor means(const Tensor& truth, const Shape& shape) {
  const std::int64_t rows = truth.shape()[0], width = truth.num_elements() / rows;
  Tensor result(f64, shape);
  if (shape.num_elements() != shape[0] * width)
    throw Error("shape_mismatch", text("training rows hold {} numbers, the evaluated ones {}",
                                       "训练数据每行有 {} 个数，被评估的有 {} 个", width,
                                       shape.num_elements() / shape[0]));
  for (std::int64_t k = 0; k < width; ++k) {
    double sum = 0;
    for (std::int64_t row = 0; row < rows; ++row) sum += truth.at(row * width + k);
    for (std::int64_t row = 0; row < shape[0]; ++row)
      result.set(row * width + k, sum / static_cast<double>(rows));
  }
  return result;
}

}  // namespace

Predictions constant_predictions(const Predictions& predictions, const Tensor& training_truth) {
  const Shape& shape = predictions.truth.shape();
  if (training_truth.num_elements() == 0)
    throw Error("no_rows",
                text("there are no training rows for the baseline", "没有训练数据，无法得出基准"));
  if (predictions.is_label_sets()) return label_shares(predictions, training_truth);
  Predictions constant = predictions;
  constant.scores = predictions.is_classes()
                        ? class_shares(training_truth, predictions.classes.size(), shape[0])
                        : means(training_truth, shape);
  constant.call_from.reset();
  return constant;
}

}  // namespace ingot
