#include "data/strata.h"

namespace ingot {

std::vector<std::int64_t> rarest_labels(std::span<const std::uint8_t> has, std::size_t labels) {
  std::vector<std::int64_t> counts(labels), rarest;
  for (std::size_t i = 0; i < has.size(); ++i) counts[i % labels] += has[i];
  for (std::size_t first = 0; first < has.size(); first += labels) {
    std::int64_t found = -1;
    for (std::size_t c = 0; c < labels; ++c)
      if (has[first + c] != 0 && (found < 0 || counts[c] < counts[static_cast<std::size_t>(found)]))
        found = static_cast<std::int64_t>(c);
    rarest.push_back(found);
  }
  return rarest;
}

std::vector<std::int64_t> strata(const Pictures& pictures) {
  if (!pictures.is_multi_label()) return pictures.labels;
  return rarest_labels(pictures.label_sets.data<std::uint8_t>(),
                       static_cast<std::size_t>(pictures.label_sets.shape()[1]));
}

}  // namespace ingot
