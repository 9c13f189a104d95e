// Findings about invented predictions, for the tests of the page.
#pragma once

#include "evaluate/findings.h"

namespace ingot {

/// Every part filled, computed from `predictions` where it can be. `rival` predicts the same rows.
[[nodiscard]] Findings invent_findings(const Predictions& predictions, const Predictions& rival);

/// What a clean table leaves: nothing suspected, nothing weak, a few decisions.
[[nodiscard]] Findings invent_clean_findings(const Predictions& predictions);

/// Names that try to become part of the page.
[[nodiscard]] Findings invent_hostile_findings(const std::string& name);

}  // namespace ingot
