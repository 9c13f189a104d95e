// What a product of tables shows of itself: by asking it about changed rows, and by its answers.
#pragma once

#include "evaluate/findings.h"
#include "tasks/table_parts.h"

namespace ingot {

struct QuestionOptions {
  std::vector<std::string> columns = {};  ///< that the product reads
  std::int64_t max_rows = 60'000;         ///< to ask about in all, roughly
  std::uint64_t seed = 0;
};

/// The importance of the columns, and how the answer moves with those that matter most.
///
/// test   what the product says of the test rows
void ask_about_columns(Findings& findings, const TableParts& parts, const Predictions& test,
                       const AskTable& ask, const QuestionOptions& options);

/// Which words of the texts the answers to a few test rows rest on; of classes alone.
void ask_about_words(Findings& findings, const TableParts& parts, const Predictions& test,
                     const AskTable& ask);

/// Gains and costs of two classes; residuals and intervals of numbers.
///
/// costs       where the user named some
/// intervals   of the product
void judge_answers(Findings& findings, const Predictions& test,
                   const std::optional<ErrorCosts>& costs,
                   const std::optional<PredictionIntervals>& intervals);

/// How far the intervals of numbers reach, as a build tells it.
[[nodiscard]] Decision intervals_decision(const PredictionIntervals& intervals);

}  // namespace ingot
