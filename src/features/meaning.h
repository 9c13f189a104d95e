// What a column means, from its name, its values and what is known of all of its rows.
#pragma once

#include "features/column_profile.h"
#include "features/number_summary.h"

namespace ingot {

struct ColumnEvidence {
  std::string_view name;
  /// Distinct texts, none missing, in the order in which they came: all, or the first ones.
  const std::vector<CategoryCount>& values;
  std::int64_t present = 0;  ///< rows that are not missing
  std::int64_t missing = 0;
  std::int64_t distinct = 0;
  bool distinct_is_exact = true;
  const Reading& reading;
  const NumberMoments& moments;  ///< of what was read
  double mean_length = 0;        ///< in characters
  const std::vector<std::string>& order;
};
[[nodiscard]] Meaning find_meaning(const ColumnEvidence& evidence);

}  // namespace ingot
