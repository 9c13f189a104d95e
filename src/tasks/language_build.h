// One build of a language model, from the text to the finished folder.
#pragma once

#include "tasks/build_record.h"
#include "tasks/language.h"
#include "tasks/language_rows.h"
#include "tasks/product_pages.h"
#include "tasks/stages.h"
#include "tasks/training_settings.h"
#include "train/trainer.h"

namespace ingot {

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
  void make_trainer();
  /// Writes what a model that writes needs, and lets it write.
  void write_samples(Findings& findings);
  void announce();
  [[nodiscard]] nlohmann::json rows_json() const;
  Evaluation write_product();

  const LanguageTask& task_;
  BuildRequest request_;
  Progress& progress_;
  Stages stages_;
  std::optional<Deadline> deadline_;
  LanguageSettings language_;
  LanguageTexts texts_;
  LanguageRows how_;
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
