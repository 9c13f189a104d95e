// What the tasks of tables share.
#pragma once

#include "tasks/task.h"

namespace ingot {

inline constexpr const char* kTabularClassification = "tabular-classification";
inline constexpr const char* kTextClassification = "text-classification";
inline constexpr const char* kTabularMultiLabel = "tabular-multi-label";
inline constexpr const char* kTabularRegression = "tabular-regression";

[[nodiscard]] TaskDef tabular_task(const char* name, Text summary);

}  // namespace ingot
