#include "train/masked_rows.h"

#include <algorithm>

#include "base/assert.h"
#include "base/rng.h"

namespace ingot {
namespace {

// Below `count`.
std::int64_t drawn(std::uint32_t bits, std::int64_t count) {
  return static_cast<std::int64_t>(
      static_cast<std::uint64_t>(bits) * static_cast<std::uint64_t>(count) >> 32);
}

}  // namespace

MaskedRows::MaskedRows(const MaskedTexts& texts, std::int64_t context, std::uint64_t seed)
    : texts_(texts), context_(context), seed_(seed) {
  INGOT_ASSERT(texts.starts.size() > 1 && context > 0 && texts.count > 1, "no texts to hide in");
}

std::vector<Tensor> MaskedRows::hidden(std::span<const std::int64_t> rows,
                                       std::uint32_t epoch) const {
  constexpr std::uint32_t kStream = 0x6d61736b;  // "mask"
  constexpr double kTold = 0.15, kMasked = 0.8, kAny = 0.9;
  const std::array key{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)};
  const Shape shape{static_cast<std::int64_t>(rows.size()), context_};
  Tensor inputs = Tensor::zeros({i64, shape}), targets = Tensor::full({i64, shape}, -1);
  std::int64_t* input = inputs.mutable_data<std::int64_t>().data();
  std::int64_t* target = targets.mutable_data<std::int64_t>().data();
  for (const std::int64_t row : rows) {
    const auto at = static_cast<std::size_t>(row);
    const std::int64_t first = texts_.starts[at],
                       size = std::min(context_, texts_.starts[at + 1] - first);
    const auto draw = [&](std::int64_t place) {
      return philox4x32(
          {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(place), kStream, epoch},
          key);
    };
    const std::int64_t always = drawn(draw(context_)[0], size);
    for (std::int64_t i = 0; i < size; ++i) {
      const std::int64_t token = texts_.tokens[static_cast<std::size_t>(first + i)] + texts_.shift;
      input[i] = token;
      const auto bits = draw(i);
      if (i != always && bits[0] * 0x1p-32 >= kTold) continue;
      target[i] = token;
      const double what = bits[1] * 0x1p-32;
      if (what < kMasked)
        input[i] = texts_.mask;
      else if (what < kAny)
        input[i] = 1 + drawn(bits[2], texts_.count - 1);
    }
    input += context_;
    target += context_;
  }
  return {std::move(inputs), std::move(targets)};
}

std::vector<Tensor> MaskedRows::get(std::span<const std::int64_t> rows) const {
  return hidden(rows, 0);
}

std::vector<Tensor> MaskedRows::get_for_training(std::span<const std::int64_t> rows,
                                                 std::int64_t epoch) const {
  return hidden(rows, static_cast<std::uint32_t>(epoch + 1));
}

}  // namespace ingot
