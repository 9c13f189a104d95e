// What a report tells of a product of tables beyond its metrics.
#pragma once

#include "evaluate/findings.h"
#include "tasks/table_parts.h"
#include "tasks/threshold_choice.h"

namespace ingot {

/// What the product's models say of rows that they never learned from.
struct HeldOutAnswers {
  /// Of the validation rows; where members were trained on folds, of the training rows before them.
  const Tensor& held_out;
  const Tensor& test;
  const CallRule& calls;
};

/// As `evaluate` takes them.
[[nodiscard]] Predictions predictions_of(const Tensor& answers, const TablePart& part,
                                         const TableTarget& target, const CallRule& calls = {});
/// The truth of a part, in the shape of `predictions_of`.
[[nodiscard]] Tensor truth_like(const TablePart& part, const TableTarget& target);

/// Label errors and doubtful rows among the rows held out and the test rows, counted in this order;
/// weak slices of the test rows.
[[nodiscard]] Findings find_in_table(const TableParts& parts, const HeldOutAnswers& answers,
                                     std::uint64_t seed);

/// What to look at before anybody relies on a product: used columns that alone know the target or
/// hold personal data, classes that differ in case only.
[[nodiscard]] std::vector<Decision> doubts_about(const TableProfile& profile,
                                                 const std::vector<std::string>& used);

/// Adds "fields" to every entry of the findings that names a row.
///
/// held_out    number of the rows held out among which label errors were looked for
void add_fields(nlohmann::json& findings, const TableParts& parts, std::int64_t held_out);

/// One object of column to cell for each of these rows, any number of times and in any order; null
/// where the cell is missing.
[[nodiscard]] nlohmann::json rows_as_fields(const TablePart& part,
                                            const std::vector<std::int64_t>& rows);
/// The first test rows with their truth, as samples.json has them.
[[nodiscard]] nlohmann::json some_rows(const TableParts& parts, std::int64_t most);

}  // namespace ingot
