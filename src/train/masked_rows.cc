#include "train/masked_rows.h"

#include <algorithm>
#include <cmath>

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

MaskedRows::MaskedRows(const MaskedTexts& texts, RowLengths lengths, std::uint64_t seed)
    : texts_(texts), lengths_(std::move(lengths)), seed_(seed) {
  INGOT_ASSERT(texts.starts.size() > 1 && texts.count > 1, "no texts to hide in");
}

std::int64_t MaskedRows::num_hidden(std::int64_t tokens) {
  constexpr double kShare = 0.15;
  return std::max<std::int64_t>(1, std::llround(kShare * static_cast<double>(tokens)));
}

std::int64_t MaskedRows::size_of(std::int64_t row) const {
  const auto at = static_cast<std::size_t>(row);
  return std::min(lengths_.longest(), texts_.starts[at + 1] - texts_.starts[at]);
}

std::int64_t MaskedRows::form(std::int64_t row) const { return lengths_.form(size_of(row)); }

std::vector<Tensor> MaskedRows::hidden(std::span<const std::int64_t> rows, std::int64_t length,
                                       std::uint32_t epoch) const {
  constexpr std::uint32_t kStream = 0x6d61736b;  // "mask"
  constexpr double kMasked = 0.8, kAny = 0.9;
  const std::array key{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)};
  const std::int64_t most = num_hidden(length);
  const Shape told{std::ssize(rows), most};
  Tensor inputs = Tensor::zeros({i64, {std::ssize(rows), length}}),
         places = Tensor::zeros({i64, told}), targets = Tensor::full({i64, told}, -1);
  std::int64_t* input = inputs.mutable_data<std::int64_t>().data();
  std::int64_t* place = places.mutable_data<std::int64_t>().data();
  std::int64_t* target = targets.mutable_data<std::int64_t>().data();
  struct Draw {
    PhiloxCounter bits;
    std::int64_t place;
  };
  std::vector<Draw> draws;
  for (const std::int64_t row : rows) {
    const std::int64_t first = texts_.starts[static_cast<std::size_t>(row)], size = size_of(row);
    draws.clear();
    for (std::int64_t i = 0; i < size; ++i) {
      input[i] = texts_.tokens[static_cast<std::size_t>(first + i)] + texts_.shift;
      draws.push_back({philox4x32({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(i),
                                   kStream, epoch},
                                  key),
                       i});
    }
    // The places that drew least.
    const auto chosen = draws.begin() + std::min(size, num_hidden(size));
    std::ranges::nth_element(draws, chosen, {},
                             [](const Draw& d) { return std::pair(d.bits[0], d.place); });
    std::ranges::sort(draws.begin(), chosen, {}, &Draw::place);
    for (auto draw = draws.begin(); draw != chosen; ++draw) {
      const auto i = draw - draws.begin();
      std::int64_t& token = input[draw->place];
      place[i] = draw->place;
      target[i] = token;
      const double what = draw->bits[1] * 0x1p-32;
      if (what < kMasked)
        token = texts_.mask;
      else if (what < kAny)
        token = 1 + drawn(draw->bits[2], texts_.count - 1);
    }
    input += length;
    place += most;
    target += most;
  }
  return {std::move(inputs), std::move(places), std::move(targets)};
}

std::vector<Tensor> MaskedRows::get(std::span<const std::int64_t> rows) const {
  return hidden(rows, lengths_.longest(), 0);
}

std::vector<Tensor> MaskedRows::get_for_training(std::span<const std::int64_t> rows,
                                                 std::int64_t epoch) const {
  const std::int64_t length = rows.empty() ? lengths_.longest() : lengths_[form(rows[0])];
  return hidden(rows, length, static_cast<std::uint32_t>(epoch + 1));
}

}  // namespace ingot
