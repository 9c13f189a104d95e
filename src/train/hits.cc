#include "train/hits.h"

#include <algorithm>

#include "nn/loss_def.h"

namespace ingot {
namespace {

std::int64_t argmax(const Tensor& t, std::int64_t row, std::int64_t width) {
  std::int64_t best = 0;
  for (std::int64_t c = 1; c < width; ++c)
    if (t.at(row * width + c) > t.at(row * width + best)) best = c;
  return best;
}

Hits count_tokens(const Tensor& output, const Tensor& target) {
  const auto classes = static_cast<std::size_t>(output.shape()[2]);
  const std::span<const float> scores = output.data<float>();
  Hits hits;
  std::size_t at = 0;
  for (const std::int64_t truth : target.data<std::int64_t>()) {
    const auto of_token = scores.subspan(at, classes);
    at += classes;
    if (truth < 0) continue;
    ++hits.judged;
    hits.right += std::ranges::max_element(of_token) - of_token.begin() == truth ? 1 : 0;
  }
  return hits;
}

}  // namespace

bool counts_hits(const Loss& loss, const TensorType& output) {
  constexpr std::int64_t kMostClasses = 256;
  const bool indices = find_loss(loss.kind).target == TargetKind::class_indices;
  if (output.rank() == 3) return indices && output.shape[2] <= kMostClasses && output.dtype == f32;
  return output.rank() == 2 &&
         (indices || loss.kind == "categorical_crossentropy" || loss.kind == "binary_crossentropy");
}

std::optional<Hits> count_hits(const Loss& loss, const Tensor& output, const Tensor& target) {
  if (!counts_hits(loss, output.type())) return std::nullopt;
  if (output.shape().rank() == 3) return count_tokens(output, target);
  const bool indices = find_loss(loss.kind).target == TargetKind::class_indices;
  const bool binary = loss.kind == "binary_crossentropy";
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
  return Hits{hits, rows};
}

}  // namespace ingot
