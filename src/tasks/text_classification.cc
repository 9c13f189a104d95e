// Texts to classes: a table whose columns are texts.
#include "tasks/tabular.h"

namespace ingot {

TaskDef define_text_classification_task() {
  return tabular_task(kTextClassification, text("texts to classes", "文本分类"));
}

}  // namespace ingot
