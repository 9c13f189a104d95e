// What the two tasks of numeric sequences share.
#pragma once

#include "tasks/task.h"

namespace ingot {

inline constexpr const char* kSequenceClassification = "sequence-classification";
inline constexpr const char* kSequenceRegression = "sequence-regression";

[[nodiscard]] TaskDef sequence_task(const char* name, Text summary);

}  // namespace ingot
