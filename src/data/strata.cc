#include "data/strata.h"

namespace ingot {

std::vector<std::int64_t> strata(const Pictures& pictures) {
  if (!pictures.is_multi_label()) return pictures.labels;
  const std::int64_t rows = pictures.size(), classes = pictures.label_sets.shape()[1];
  const std::span<const std::uint8_t> has = pictures.label_sets.data<std::uint8_t>();
  std::vector<std::int64_t> counts(static_cast<std::size_t>(classes));
  for (std::size_t i = 0; i < has.size(); ++i) counts[i % counts.size()] += has[i];
  std::vector<std::int64_t> result;
  for (std::int64_t row = 0; row < rows; ++row) {
    std::int64_t rarest = -1;
    for (std::int64_t c = 0; c < classes; ++c)
      if (has[static_cast<std::size_t>(row * classes + c)] != 0 &&
          (rarest < 0 ||
           counts[static_cast<std::size_t>(c)] < counts[static_cast<std::size_t>(rarest)]))
        rarest = c;
    result.push_back(rarest);
  }
  return result;
}

}  // namespace ingot
