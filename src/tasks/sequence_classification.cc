// Sequences of numbers to classes.
#include "tasks/sequence.h"

namespace ingot {

TaskDef define_sequence_classification_task() {
  return sequence_task(kSequenceClassification,
                       text("sequences of numbers to classes", "数值序列分类"));
}

}  // namespace ingot
