// How a network of tags is trained on sentences.
#pragma once

#include "features/tag_pipeline.h"
#include "nn/model_def.h"
#include "tasks/tag_parts.h"
#include "tasks/training_settings.h"
#include "train/tagged_rows.h"

namespace ingot {

inline constexpr const char* kTagging = "tagging";

/// The request with its model: that of the product to start from, bert-tags where that is a masked
/// language model, else lstm-tags. Options of the network that the request leaves open are those of
/// that product.
///
/// errors    wrong_usage, unknown_model; not_a_product
[[nodiscard]] BuildRequest with_tag_model(BuildRequest request);

/// What a request asks of tags, read before any data are. errors: bad_option, those of
/// read_settings
struct TagWishes {
  TrainingSettings settings;
  double hidden_words = 0;  ///< share of the words that training hides
};
[[nodiscard]] TagWishes read_tag_wishes(const BuildRequest& request);

/// What numbers the tokens: of the product to start from, or learned from the training sentences.
/// Its tags are those of all parts.
[[nodiscard]] TagPipeline fit_tag_pipeline(const BuildRequest& request, const TagParts& parts);

/// Sentences as rows of a network, which refer to the numbers and tags.
struct LabelledTagRows {
  TagRows numbers;
  std::vector<std::int32_t> tags;  ///< of each place; -1 behind the first piece of a token
  std::unique_ptr<TaggedRows> rows;
};

/// A network of tags with its rows.
struct TagTraining {
  TagPipeline pipeline;
  std::unique_ptr<LabelledTagRows> train, valid;
  Network network;
  std::vector<Network> forms;  ///< for shorter rows, where it has the same weights for them
};
/// errors    those of fit_tag_pipeline; bad_option, bad_model_input
[[nodiscard]] TagTraining prepare_tag_training(const BuildRequest& request, const TagWishes& wishes,
                                               const TagParts& parts);

/// For about 4000 updates unless the request gives the epochs, from 8 to 60 of them.
[[nodiscard]] TrainingSetup tag_setup(const BuildRequest& request, const TrainingSettings& settings,
                                      const TagTraining& training);

}  // namespace ingot
