// How much the columns of a whole file know of each other.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "features/guard_column.h"

namespace ingot {

/// Pairs of columns with the mean of log p(a, b) / (p(a) p(b)) in training rows. Where one column
/// stands in the wrong rows, the means of its pairs fall, and its own distribution stays.
class GuardTies {
 public:
  GuardTies() = default;
  /// train   the bins of each column in the same rows
  GuardTies(const std::vector<GuardColumn>& columns, const std::vector<ReadCells>& train);

  /// Columns in whose place other rows' values seem to stand, the most certain first.
  ///
  /// has_drifted   columns whose own values are not those of training: their pairs are left out
  [[nodiscard]] std::vector<std::size_t> out_of_step(const std::vector<ReadCells>& rows,
                                                     const std::vector<bool>& has_drifted) const;

  [[nodiscard]] nlohmann::json to_json() const;
  [[nodiscard]] static GuardTies from_json(const nlohmann::json& written);

 private:
  struct Tie {
    Tie(std::size_t first, std::size_t second, std::size_t bins_of_second,
        std::vector<std::int64_t> rows_of_bins);

    std::size_t a = 0, b = 0;
    std::size_t width = 0;
    std::vector<std::int64_t> counts;  ///< of training rows, (bins of a, bins of b)
    std::vector<double> scores;        ///< of the same
    double mean = 0, deviation = 0, rows = 0;
  };
  std::vector<Tie> ties_;
};

}  // namespace ingot
