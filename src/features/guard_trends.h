// Numbers of two columns that rise and fall together.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "features/guard_column.h"

namespace ingot {

/// Ranks as normal deviates u, v with correlation r: a row is as unusual as
/// (u - sign(r) v) / sqrt(2 (1 - |r|)) is far from 0.
class GuardTrends {
 public:
  GuardTrends() = default;
  /// train, valid   the cells of each column in rows of these
  GuardTrends(const std::vector<GuardColumn>& columns, const std::vector<ReadCells>& train,
              const std::vector<ReadCells>& valid);

  /// What is wrong with a row: the numbers of its columns, NaN where there is none.
  [[nodiscard]] std::optional<TableFinding> check(const std::vector<GuardColumn>& columns,
                                                  std::span<const double> numbers) const;

  [[nodiscard]] nlohmann::json to_json() const;
  [[nodiscard]] static GuardTrends from_json(const nlohmann::json& written);

 private:
  struct Trend {
    std::size_t a = 0, b = 0;
    double correlation = 0;
    double most = 0;  ///< how unusual a row may be
  };
  std::vector<Trend> trends_;
};

}  // namespace ingot
