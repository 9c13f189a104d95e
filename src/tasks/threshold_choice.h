// From which probability on a product calls a class: class 1 of two as its user wants it, and each
// of several labels.
#pragma once

#include "evaluate/call_threshold.h"
#include "evaluate/findings.h"
#include "tasks/build_request.h"

namespace ingot {

/// Takes the costs of a command line, "fn=5,fp=1"; what is not named costs 1. Where no threshold is
/// asked for, it is then chosen by them.
/// errors    wrong_usage
void set_costs(BuildRequest& request, const std::string& given);

/// Whether mistakes cost more than 1 each, or a threshold is wanted by their costs.
[[nodiscard]] bool names_costs(const BuildRequest& request);

/// As in Predictions.
struct CallRule {
  std::optional<float> call_from = {};
  std::vector<float> thresholds = {};
};

[[nodiscard]] bool wants_threshold(const BuildRequest& request);

/// Before anything is trained.
/// errors    wrong_usage: a threshold that is none, or one where there are not two classes
void require_threshold(const BuildRequest& request, std::size_t num_classes);
/// Where rows have several labels, each has its own. errors: wrong_usage
void require_no_threshold(const BuildRequest& request);

/// By the request, on rows that the model was not trained on; nothing where it wants none.
[[nodiscard]] std::optional<float> choose_threshold(const BuildRequest& request,
                                                    const Predictions& held_out);
/// The same, or of label sets (truth of two axes) the thresholds of their labels.
[[nodiscard]] CallRule choose_calls(const BuildRequest& request, const Predictions& held_out);
[[nodiscard]] Decision threshold_decision(const BuildRequest& request, float threshold,
                                          const Predictions& held_out);

}  // namespace ingot
