// Rows of a table to a number.
#include "tasks/tabular.h"

namespace ingot {

TaskDef define_tabular_regression_task() {
  return tabular_task(kTabularRegression, text("rows of a table to a number", "表格行数值预测"));
}

}  // namespace ingot
