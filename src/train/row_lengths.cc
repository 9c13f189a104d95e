#include "train/row_lengths.h"

#include <algorithm>

#include "base/assert.h"

namespace ingot {

RowLengths::RowLengths(std::vector<std::int64_t> lengths) : lengths_(std::move(lengths)) {
  INGOT_ASSERT(!lengths_.empty() && std::ranges::is_sorted(lengths_, std::ranges::greater{}),
               "the longest first");
}

std::int64_t RowLengths::form(std::int64_t size) const {
  INGOT_ASSERT(size <= longest(), "{} in rows of {}", size, longest());
  std::int64_t form = std::ssize(lengths_) - 1;
  while ((*this)[form] < size) --form;
  return form;
}

}  // namespace ingot
