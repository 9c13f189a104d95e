// Rows of a table to classes.
#include "tasks/tabular.h"

namespace ingot {

TaskDef define_tabular_classification_task() {
  return tabular_task(kTabularClassification, text("rows of a table to classes", "表格行分类"));
}

}  // namespace ingot
