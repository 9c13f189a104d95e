// One build of a language model, from the text to the finished folder.
#pragma once

#include "nn/model_def.h"
#include "tasks/build_record.h"
#include "tasks/language_texts.h"
#include "tasks/product_pages.h"
#include "tasks/stages.h"
#include "tasks/task.h"
#include "tasks/training_settings.h"
#include "train/trainer.h"

namespace ingot {

inline constexpr const char* kLanguageModel = "language-model";
inline constexpr const char* kMaskedLanguageModel = "masked-language-model";

/// What the two tasks differ in.
struct LanguageTask {
  const char* name = kLanguageModel;
  TextForm form = TextForm::running;
  const char* model = "gpt";  ///< auto is this one
  ModelRows rows = ModelRows::language;
};
/// By its name.
[[nodiscard]] const LanguageTask& language_task(const std::string& name);

class LanguageBuild {
 public:
  /// Reads the text, makes the tokeniser, the network and its training step. Writes nothing.
  LanguageBuild(const LanguageTask& task, BuildRequest request, Progress& progress);

  /// Makes the folder, then trains and writes the product.
  BuildResult start();
  /// Goes on in `folder` from its last checkpoint.
  BuildResult resume(const std::filesystem::path& folder);

 private:
  BuildResult run();
  void plan_epochs();
  [[nodiscard]] std::unique_ptr<RowSource> rows_of(const LanguagePart& part) const;
  /// Writes what a model that writes needs, and lets it write.
  void write_samples(Evaluation& evaluation, Findings& findings);
  void announce();
  [[nodiscard]] nlohmann::json rows_json() const;
  [[nodiscard]] nlohmann::json memory_json() const;
  Evaluation write_product();

  LanguageTask task_;
  BuildRequest request_;
  Progress& progress_;
  Stages stages_;
  std::optional<Deadline> deadline_;
  LanguageSettings language_;
  LanguageTexts texts_;
  std::unique_ptr<RowSource> train_, valid_;
  TrainingSettings settings_;
  Network network_;
  TrainingSetup setup_;
  std::unique_ptr<Trainer> trainer_;
  std::vector<Decision> decisions_;
  BuildPlace place_;
  std::size_t predicted_bytes_ = 0;
  nlohmann::json metrics_ = nlohmann::json::object();
};

}  // namespace ingot
