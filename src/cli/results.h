// Results as people read them.
#pragma once

#include "cli/verb.h"
#include "tasks/task.h"

namespace ingot {

/// Metrics beside the baseline, then where the product is.
void show_build(const Context& context, const BuildResult& result);
void show_evaluation(const Context& context, const Evaluation& evaluation);

}  // namespace ingot
