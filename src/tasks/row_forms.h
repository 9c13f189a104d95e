// Rows are trained on in the shortest of a few lengths that holds them.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ingot/network.h"

namespace ingot {

struct RowForms {
  std::vector<std::int64_t> lengths;  ///< the longest first
  std::vector<Network> networks;      ///< for all but the longest
};

/// Half of the longest, a quarter ..., while at least four batches of rows are that short and the
/// network has the same weights for them.
///
/// network      for rows of `longest`
/// sizes        tokens or steps of each row
/// network_of   makes it for another length
[[nodiscard]] RowForms row_forms(const Network& network, std::span<const std::int64_t> sizes,
                                 std::int64_t longest, std::int64_t batch,
                                 const std::function<Network(std::int64_t length)>& network_of);

/// Of rows that begin at `starts`, which ends with where the last one ends.
[[nodiscard]] std::vector<std::int64_t> row_sizes(std::span<const std::int64_t> starts);

}  // namespace ingot
