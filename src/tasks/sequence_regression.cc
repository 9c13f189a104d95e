// Sequences of numbers to a number.
#include "tasks/sequence.h"

namespace ingot {

TaskDef define_sequence_regression_task() {
  return sequence_task(kSequenceRegression,
                       text("sequences of numbers to a number", "数值序列回归"));
}

}  // namespace ingot
