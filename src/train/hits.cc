#include "train/hits.h"

#include "nn/loss_def.h"

namespace ingot {
namespace {

std::int64_t argmax(const Tensor& t, std::int64_t row, std::int64_t width) {
  std::int64_t best = 0;
  for (std::int64_t c = 1; c < width; ++c)
    if (t.at(row * width + c) > t.at(row * width + best)) best = c;
  return best;
}

}  // namespace

std::optional<std::int64_t> count_hits(const Loss& loss, const Tensor& output,
                                       const Tensor& target) {
  const bool indices = find_loss(loss.kind).target == TargetKind::class_indices;
  const bool one_hot = loss.kind == "categorical_crossentropy";
  const bool binary = loss.kind == "binary_crossentropy";
  if (!indices && !one_hot && !binary) return std::nullopt;
  if (output.shape().rank() != 2) return std::nullopt;
  const std::int64_t rows = output.shape()[0], width = output.shape()[1];
  std::int64_t hits = 0;
  for (std::int64_t r = 0; r < rows; ++r) {
    if (binary) {
      bool right = true;
      for (std::int64_t c = 0; c < width; ++c)
        right &= (output.at(r * width + c) > 0.5) == (target.at(r * width + c) > 0.5);
      hits += right;
    } else {
      const std::int64_t truth =
          indices ? static_cast<std::int64_t>(target.at(r)) : argmax(target, r, width);
      hits += argmax(output, r, width) == truth;
    }
  }
  return hits;
}

}  // namespace ingot
