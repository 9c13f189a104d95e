// Splits by what a column says: whole groups, or by time.
#pragma once

#include <string>
#include <vector>

#include "ingot/data.h"

namespace ingot {

/// Shares of all rows; 0 for a part that the data bring.
struct SplitShares {
  double valid = 0.1, test = 0.1;
};

/// No group stands in two parts. The groups are dealt as for a cross-validation whose folds have
/// the size of the smaller part; validation and test are the folds whose sizes come closest to what
/// they should have. Depends on nothing but its arguments.
///
/// labels   one per row, kept in proportion as far as whole groups allow
/// groups   one name of any kind per row
/// errors   too_few_groups when there are fewer groups than parts
[[nodiscard]] Split grouped_split(const std::vector<std::int64_t>& labels,
                                  const std::vector<std::int64_t>& groups, SplitShares shares,
                                  std::int64_t seed);

/// The latest rows are for the test, those before them for validation; rows of one time stand on
/// one side, so that a part may be larger than its share.
///
/// times    numbers, or dates as ISO 8601 has them: 2026-03, 2026-03-01, 2026-03-01 14:30 ...
/// errors   bad_time (names the row), too_few_times when one part takes them all
[[nodiscard]] Split time_split(const std::vector<std::string>& times, SplitShares shares);
/// The same by times that are finite numbers. errors: too_few_times
[[nodiscard]] Split number_split(const std::vector<double>& times, SplitShares shares);

/// The earliest of such times. errors: as time_split
[[nodiscard]] std::string earliest_time(const std::vector<std::string>& times);

/// Rows of equal values have equal numbers, counted in the order of first appearance.
[[nodiscard]] std::vector<std::int64_t> number_values(const std::vector<std::string>& values);

}  // namespace ingot
