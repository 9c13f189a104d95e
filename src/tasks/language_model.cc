// A text to a model that tells what comes next, and writes.
#include "tasks/language.h"

namespace ingot {

TaskDef define_language_model_task() {
  return language_task_def(kLanguageModel,
                           text("a text to a model that writes", "从文本到会写作的模型"));
}

}  // namespace ingot
