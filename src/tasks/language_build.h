// One build of a language model, from the text to the finished folder.
#pragma once

#include "tasks/language.h"
#include "tasks/language_rows.h"
#include "tasks/network_build.h"

namespace ingot {

class LanguageBuild final : public NetworkBuild {
 public:
  /// Reads the text, makes the tokeniser, the network and its training step. Writes nothing.
  LanguageBuild(const LanguageTask& task, BuildRequest request, Progress& progress);
  ~LanguageBuild() override { end_training(); }

 private:
  [[nodiscard]] DataFacts data_facts() const override;
  Evaluation write_product() override;
  /// Writes what a model that writes needs, and lets it write.
  void write_samples(Findings& findings);

  const LanguageTask& task_;
  LanguageSettings language_;
  LanguageTexts texts_;
  LanguageRows how_;
  std::unique_ptr<RowSource> train_, valid_;
};

}  // namespace ingot
