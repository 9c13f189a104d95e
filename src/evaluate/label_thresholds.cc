#include "evaluate/label_thresholds.h"

#include <algorithm>
#include <cmath>

namespace ingot {
namespace {

struct Cell {
  float score;
  bool has;
};

// `cells` of one class, the highest score first.
float best_threshold(const std::vector<Cell>& cells) {
  constexpr float kMiddle = 0.5F;
  const auto rows_with = std::ranges::count_if(cells, &Cell::has);
  double best_f1 = 0;
  float best = kMiddle;
  std::int64_t hits = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    hits += cells[i].has;
    const float next = i + 1 < cells.size() ? cells[i + 1].score : 0;
    if (i + 1 < cells.size() && next == cells[i].score) continue;
    const double f1 = 2 * static_cast<double>(hits) /
                      static_cast<double>(rows_with + static_cast<std::int64_t>(i) + 1);
    // Rounding must not move it to the score below.
    const float half = (cells[i].score + next) / 2;
    const float threshold = half > next ? half : cells[i].score;
    const bool nearer = std::abs(threshold - kMiddle) < std::abs(best - kMiddle);
    if (f1 > best_f1 || (f1 == best_f1 && f1 > 0 && nearer)) {
      best_f1 = f1;
      best = threshold;
    }
  }
  return best;
}

}  // namespace

std::vector<float> best_thresholds(const Tensor& scores, const Tensor& truth) {
  if (scores.shape().rank() != 2 || truth.shape() != scores.shape())
    throw Error("shape_mismatch",
                text("scores {} do not fit label sets {}", "分数 {} 与标签 {} 不相符",
                     to_string(scores.type()), to_string(truth.type())));
  const std::int64_t rows = scores.shape()[0], classes = scores.shape()[1];
  std::vector<float> thresholds;
  for (std::int64_t c = 0; c < classes; ++c) {
    std::vector<Cell> cells;
    for (std::int64_t row = 0; row < rows; ++row)
      cells.push_back(
          {static_cast<float>(scores.at(row * classes + c)), truth.at(row * classes + c) != 0});
    std::ranges::stable_sort(cells, std::greater{}, &Cell::score);
    thresholds.push_back(best_threshold(cells));
  }
  return thresholds;
}

}  // namespace ingot
