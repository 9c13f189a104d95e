// The column that is to be predicted.
#pragma once

#include "features/column_profile.h"
#include "features/label_sets.h"

namespace ingot {

struct TableTarget {
  std::string column;
  std::vector<std::string> classes = {};  ///< ascending; empty: a number
  NumberFormat number = {};
  /// Of the training rows' numbers: the network learns (y - centre) / spread.
  double centre = 0, spread = 1;
  /// Between the labels of a cell where rows may have several of the classes, or none; 0: each has
  /// one class.
  char separator = 0;
  std::vector<LabelColumn> label_columns = {};  ///< of which `column` was joined

  [[nodiscard]] bool is_number() const { return classes.empty(); }
  [[nodiscard]] bool is_label_sets() const { return separator != 0; }
  [[nodiscard]] std::int64_t num_classes() const {
    return static_cast<std::int64_t>(classes.size());
  }
  /// Numbers of read_targets for each row.
  [[nodiscard]] std::int64_t width() const { return is_label_sets() ? num_classes() : 1; }
};

enum class WantedTarget : std::uint8_t { automatic, classes, number, label_sets };

/// What is to be predicted, from the profile of its column. Whole numbers of at most 10 values are
/// classes unless `kind` says otherwise. "None", "nil" and "missing" are classes where at least 2 %
/// of the rows have them.
///
/// errors    bad_target (one value only, too many classes, no numbers)
[[nodiscard]] TableTarget find_target(const ColumnProfile& profile, const TableSource& rows,
                                      WantedTarget kind = WantedTarget::automatic);

/// What several columns of two values each say together, in a column `name`.
[[nodiscard]] TableTarget target_of_labels(std::vector<LabelColumn> columns, std::string name);
/// The rows as their target is read: with its label columns joined. errors: missing_column
[[nodiscard]] std::shared_ptr<const TableSource> rows_for(const TableTarget& target,
                                                          std::shared_ptr<const TableSource> rows);

/// A class index or a number for each row, NaN where the cell is missing or neither; of label sets
/// as many as there are classes, 1 where the row has the label, else 0, all NaN where one is
/// unknown. An empty cell of a list has no labels.
///
/// errors    missing_column
[[nodiscard]] std::vector<double> read_targets(const TableSource& rows, const TableTarget& target);

[[nodiscard]] nlohmann::json to_json(const TableTarget& target);
/// errors    bad_manifest
[[nodiscard]] TableTarget target_from_json(const nlohmann::json& json);

}  // namespace ingot
