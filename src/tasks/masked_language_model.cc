// Texts to a model that tells their hidden tokens, from which others start.
#include "tasks/language.h"

namespace ingot {

TaskDef define_masked_language_model_task() {
  return language_task_def(kMaskedLanguageModel, text("texts to a model that others start from",
                                                      "由文本得到供其他模型继续学习的模型"));
}

}  // namespace ingot
