// What the two tasks of language models share.
#pragma once

#include "nn/model_def.h"
#include "tasks/language_texts.h"
#include "tasks/task.h"

namespace ingot {

inline constexpr const char* kLanguageModel = "language-model";
inline constexpr const char* kMaskedLanguageModel = "masked-language-model";

/// What they differ in.
struct LanguageTask {
  const char* name;
  TextForm form;
  const char* model;  ///< auto is this one
  ModelRows rows;
  Text title;
  const char* limits;  ///< of the card
  const char* next;    ///< see TaskDef
};
/// By its name; the first where it is empty.
[[nodiscard]] const LanguageTask& language_task(const std::string& name);

[[nodiscard]] TaskDef language_task_def(const char* name, Text summary);

}  // namespace ingot
