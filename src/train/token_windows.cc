#include "train/token_windows.h"

#include "base/assert.h"
#include "base/rng.h"

namespace ingot {

TokenWindows::TokenWindows(std::span<const std::int32_t> tokens, std::int64_t context,
                           std::uint64_t seed)
    : tokens_(tokens), context_(context), seed_(seed) {
  INGOT_ASSERT(std::ssize(tokens) > context && context > 0, "{} tokens for a context of {}",
               tokens.size(), context);
}

std::int64_t TokenWindows::size() const { return (std::ssize(tokens_) - 2) / context_ + 1; }

std::vector<Tensor> TokenWindows::windows(std::span<const std::int64_t> rows,
                                          std::int64_t first) const {
  const auto count = static_cast<std::int64_t>(rows.size());
  Tensor inputs(i64, {count, context_}), targets(i64, {count, context_});
  std::int64_t* input = inputs.mutable_data<std::int64_t>().data();
  std::int64_t* target = targets.mutable_data<std::int64_t>().data();
  const std::int64_t last = std::ssize(tokens_) - context_ - 1;
  for (const std::int64_t row : rows) {
    const auto begin = tokens_.begin() + std::min(last, first + row * context_);
    input = std::copy_n(begin, context_, input);
    target = std::copy_n(begin + 1, context_, target);
  }
  return {std::move(inputs), std::move(targets)};
}

std::vector<Tensor> TokenWindows::get(std::span<const std::int64_t> rows) const {
  return windows(rows, 0);
}

std::vector<Tensor> TokenWindows::get_for_training(std::span<const std::int64_t> rows,
                                                   std::int64_t epoch) const {
  const auto low = static_cast<std::uint32_t>(seed_),
             high = static_cast<std::uint32_t>(seed_ >> 32);
  constexpr std::uint32_t kStream = 0x746f6b77;  // "tokw"
  const std::uint32_t draw =
      philox4x32({static_cast<std::uint32_t>(epoch), 0, kStream, 0}, {low, high})[0];
  return windows(rows, static_cast<std::int64_t>(draw % static_cast<std::uint64_t>(context_)));
}

}  // namespace ingot
