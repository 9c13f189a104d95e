// From which probability on a product calls class 1 of two, as its user wants it.
#pragma once

#include "evaluate/call_threshold.h"
#include "evaluate/findings.h"
#include "tasks/build_request.h"

namespace ingot {

/// The costs of a command line, "fn=5,fp=1"; what is not named costs 1.
/// errors    wrong_usage
[[nodiscard]] ErrorCosts read_costs(const std::string& given);

/// Whether mistakes cost more than 1 each, or a threshold is wanted by their costs.
[[nodiscard]] bool names_costs(const BuildRequest& request);

[[nodiscard]] bool wants_threshold(const BuildRequest& request);

/// Before anything is trained.
/// errors    wrong_usage: a threshold that is none, or one where there are not two classes
void require_threshold(const BuildRequest& request, std::size_t num_classes);

/// By the request, on rows that the model was not trained on; nothing where it wants none.
[[nodiscard]] std::optional<float> choose_threshold(const BuildRequest& request,
                                                    const Predictions& held_out);
[[nodiscard]] Decision threshold_decision(const BuildRequest& request, float threshold,
                                          const Predictions& held_out);

}  // namespace ingot
