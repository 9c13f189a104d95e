#include "train/tagged_rows.h"

#include "base/assert.h"
#include "base/rng.h"

namespace ingot {

TaggedRows::TaggedRows(const TaggedPlaces& places, RowLengths lengths, double hidden,
                       std::uint64_t seed)
    : places_(places), lengths_(std::move(lengths)), hidden_(hidden), seed_(seed) {
  INGOT_ASSERT(places.ids.size() == places.tags.size() * static_cast<std::size_t>(places.signs),
               "{} numbers for {} places of {} signs", places.ids.size(), places.tags.size(),
               places.signs);
  for (std::int64_t row = 0; row < size(); ++row)
    INGOT_ASSERT(size_of(row) <= lengths_.longest(), "{} places in rows of {}", size_of(row),
                 lengths_.longest());
}

std::int64_t TaggedRows::form(std::int64_t row) const { return lengths_.form(size_of(row)); }

std::vector<Tensor> TaggedRows::rows_of(std::span<const std::int64_t> rows,
                                        std::int64_t length) const {
  const auto count = static_cast<std::int64_t>(rows.size());
  Tensor inputs = Tensor::zeros({i64, {count, places_.signs * length}}),
         targets = Tensor::full({i64, {count, length}}, -1);
  std::int64_t* input = inputs.mutable_data<std::int64_t>().data();
  std::int64_t* target = targets.mutable_data<std::int64_t>().data();
  for (const std::int64_t row : rows) {
    const std::int64_t first = places_.starts[static_cast<std::size_t>(row)];
    for (std::int64_t i = 0; i < size_of(row); ++i) {
      target[i] = places_.tags[static_cast<std::size_t>(first + i)];
      for (std::int64_t sign = 0; sign < places_.signs; ++sign)
        input[sign * length + i] =
            places_.ids[static_cast<std::size_t>((first + i) * places_.signs + sign)];
    }
    input += places_.signs * length;
    target += length;
  }
  return {std::move(inputs), std::move(targets)};
}

std::vector<Tensor> TaggedRows::get(std::span<const std::int64_t> rows) const {
  return rows_of(rows, lengths_.longest());
}

std::vector<Tensor> TaggedRows::get_for_training(std::span<const std::int64_t> rows,
                                                 std::int64_t epoch) const {
  constexpr std::uint32_t kStream = 0x74616773;  // "tags"
  constexpr std::int64_t kUnknown = 1;
  constexpr double kSpelled = 0.5;
  const std::int64_t length = rows.empty() ? lengths_.longest() : length_for(rows[0]);
  std::vector<Tensor> tensors = rows_of(rows, length);
  if (hidden_ == 0) return tensors;
  const std::array key{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)};
  std::int64_t* input = tensors[0].mutable_data<std::int64_t>().data();
  for (const std::int64_t row : rows) {
    for (std::int64_t i = 0; i < size_of(row); ++i) {
      const auto bits = philox4x32({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(i),
                                    kStream, static_cast<std::uint32_t>(epoch)},
                                   key);
      if (bits[0] * 0x1p-32 >= hidden_) continue;
      const std::int64_t signs = bits[1] * 0x1p-32 < kSpelled ? 1 : places_.signs - 1;
      for (std::int64_t sign = 0; sign < signs; ++sign) input[sign * length + i] = kUnknown;
    }
    input += places_.signs * length;
  }
  return tensors;
}

}  // namespace ingot
