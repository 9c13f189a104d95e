// One build of a model that translates.
#pragma once

#include "tasks/network_build.h"
#include "tasks/translation_texts.h"

namespace ingot {

inline constexpr const char* kTranslation = "translation";

class TranslationBuild final : public NetworkBuild {
 public:
  /// Reads the pairs, makes the tokeniser, the network and its training step. Writes nothing.
  TranslationBuild(BuildRequest request, Progress& progress);
  ~TranslationBuild() override { end_training(); }

 private:
  [[nodiscard]] DataFacts data_facts() const override;
  Evaluation write_product() override;

  TranslationTexts texts_;
  std::unique_ptr<RowSource> train_, valid_;
};

}  // namespace ingot
