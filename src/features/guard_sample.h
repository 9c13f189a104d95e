// A column of a whole file beside the training rows: distribution, digits, what is missing.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "features/guard_column.h"
#include "features/two_sample.h"

namespace ingot {

/// A factor by which all numbers of a column are too large.
struct UnitGuess {
  std::string name;             ///< "1000", "2.54", "1.8 x + 32"
  bool has_its_digits = false;  ///< whether the numbers then end where those of training do
  SampleComparison without;     ///< once it is taken back
};

/// What is known of a column's training rows as a whole.
class ColumnSample {
 public:
  ColumnSample() = default;
  ColumnSample(const GuardColumn& column, const ReadCells& train);

  /// All of `rows`, which another column may hold: what is missing or was never seen counts.
  [[nodiscard]] SampleComparison compare(const GuardColumn& column, const ReadCells& rows) const;
  /// Only how many are missing.
  [[nodiscard]] SampleComparison compare_missing(const ReadCells& rows) const;
  [[nodiscard]] double missing_share() const;
  /// Of the training rows, by bins.
  [[nodiscard]] std::vector<double> bin_shares() const;
  /// Of numbers, the place of their last digit that is not 0.
  [[nodiscard]] SampleComparison compare_digits(const ReadCells& rows) const;
  /// Whether the last digits stand further to the left than in training.
  [[nodiscard]] bool is_rounder(const ReadCells& rows) const;
  /// The factor that explains why the numbers of `rows` differ; nothing where there is none.
  [[nodiscard]] std::optional<UnitGuess> guess_unit(const GuardColumn& column,
                                                    const ReadCells& rows) const;

  [[nodiscard]] nlohmann::json to_json() const;
  [[nodiscard]] static ColumnSample from_json(const nlohmann::json& written);

 private:
  std::vector<double> bins_;    ///< rows of each
  std::vector<double> digits_;  ///< rows whose last digit stands at 10^-6 ... 10^6; then 0
};

}  // namespace ingot
