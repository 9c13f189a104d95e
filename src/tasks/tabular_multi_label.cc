#include "tasks/tabular.h"

namespace ingot {

TaskDef define_tabular_multi_label_task() {
  return tabular_task(kTabularMultiLabel,
                      text("rows of a table to several labels each", "表格行多标签分类"));
}

}  // namespace ingot
