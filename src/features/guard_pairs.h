// Values of two columns that are frequent, but never in one row.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "features/guard_column.h"

namespace ingot {

/// Two bins that should meet in many rows if the columns had nothing to do with each other, and
/// meet in none.
class GuardPairs {
 public:
  GuardPairs() = default;
  /// train, valid   the bins of each column in rows of these; at most some ten thousand
  GuardPairs(const std::vector<GuardColumn>& columns, const std::vector<ReadCells>& train,
             const std::vector<ReadCells>& valid);

  /// What is wrong with a row: the bins of its columns, in their order.
  [[nodiscard]] std::optional<TableFinding> check(const std::vector<GuardColumn>& columns,
                                                  std::span<const std::uint8_t> bins) const;

  [[nodiscard]] nlohmann::json to_json() const;
  [[nodiscard]] static GuardPairs from_json(const nlohmann::json& written);

 private:
  struct Pair {
    std::size_t a = 0, b = 0;
    std::size_t width = 0;                ///< bins of b
    std::vector<std::uint8_t> forbidden;  ///< (bins of a, bins of b), 0 or 1
  };
  std::vector<Pair> pairs_;
};

}  // namespace ingot
