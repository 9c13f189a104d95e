// One function of the elements of a large tensor: how much of a pass over memory it is.
#pragma once

#include "cli/bench_def.h"

namespace ingot {

[[nodiscard]] BenchRun function_work(Value (*function)(Builder& g, const Value& x),
                                     int num_threads);

}  // namespace ingot
