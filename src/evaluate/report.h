// The report of a product: one page in one file.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ingot/evaluate.h"

namespace ingot {

/// The part "evaluation" of a report, as docs/report.md describes it; also what `--json` prints.
/// Mistakes come in the order of `evaluation.mistakes`: a caller that can show their rows adds
/// "picture" (a data: URI), "text" or "fields" to each.
[[nodiscard]] nlohmann::json to_json(const Evaluation& evaluation);

/// A text of a report in both languages.
[[nodiscard]] nlohmann::json to_json(const Text& text);

[[nodiscard]] nlohmann::json calibration_json(const std::vector<CalibrationBin>& bins);

/// The evaluation in one paragraph for somebody who knows the business and not the field.
/// `target` is what is predicted, such as a column; it may be empty.
[[nodiscard]] Text summarise(const Evaluation& evaluation, const std::string& target);

/// A page takes at most this much, pictures included, however many of them a report brings.
inline constexpr std::size_t kMaxPageBytes = 3'000'000;

/// The page with `report` in it: self-contained, nothing is loaded from anywhere.
///
/// report   an object of the schema in docs/report.md; text that is not UTF-8 is mended; pictures
///          for which kMaxPageBytes leaves no room are left out, the last ones of each list first
/// errors   bad_report when a required part is missing
[[nodiscard]] std::string render_report(const nlohmann::json& report);

}  // namespace ingot
