// A product that tags the tokens of sentences.
#pragma once

#include <filesystem>

#include "features/tag_pipeline.h"
#include "runtime/inference.h"

namespace ingot {

/// What is said of the tokens of sentences, in their order.
struct TaggedAnswer {
  Tensor probabilities;              ///< f32 (tokens, tags)
  std::vector<std::int32_t> called;  ///< the likeliest tags that fit one another
};

class Tagger {
 public:
  /// The product in `folder`. errors: those of its files
  Tagger(const std::filesystem::path& folder, InferenceOptions options);
  /// A network that is not yet a product.
  Tagger(TagPipeline pipeline, Inference model)
      : pipeline_(std::move(pipeline)), model_(std::move(model)) {}

  /// A token's answer depends on its sentence alone.
  ///
  /// cost      rows are run in batches of up to 64
  [[nodiscard]] TaggedAnswer answer(const std::vector<TaggedSentence>& sentences);
  [[nodiscard]] const TagPipeline& pipeline() const { return pipeline_; }

 private:
  TagPipeline pipeline_;
  Inference model_;
};

}  // namespace ingot
