// The column that is to be predicted.
#pragma once

#include "features/column_profile.h"
#include "ingot/table.h"

namespace ingot {

struct TableTarget {
  std::string column;
  std::vector<std::string> classes;  ///< ascending; empty: a number
  NumberFormat number = {};
  /// Of the training rows' numbers: the network learns (y - centre) / spread.
  double centre = 0, spread = 1;

  [[nodiscard]] bool is_number() const { return classes.empty(); }
  [[nodiscard]] std::int64_t num_classes() const {
    return static_cast<std::int64_t>(classes.size());
  }
};

enum class WantedTarget : std::uint8_t { automatic, classes, number };

/// What is to be predicted, from the profile of its column. Whole numbers of at most 10 values are
/// classes unless `kind` says otherwise.
///
/// errors    bad_target (one value only, too many classes, no numbers)
[[nodiscard]] TableTarget find_target(const ColumnProfile& profile, const TableSource& rows,
                                      WantedTarget kind = WantedTarget::automatic);

/// A class index or a number for each row; NaN where the cell is missing or neither.
/// errors    missing_column
[[nodiscard]] std::vector<double> read_targets(const TableSource& rows, const TableTarget& target);

[[nodiscard]] nlohmann::json to_json(const TableTarget& target);
/// errors    bad_manifest
[[nodiscard]] TableTarget target_from_json(const nlohmann::json& json);

}  // namespace ingot
