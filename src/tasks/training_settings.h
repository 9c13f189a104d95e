// From `--set key=value` to a model's options and a way to train it.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "ingot/data.h"
#include "nn/model_def.h"
#include "tasks/build_request.h"
#include "train/trainer.h"

namespace ingot {

/// What is left to the user of one model: the model's own options and those of training.
struct TrainingSettings {
  Spec model;  ///< kind and options
  Loss loss = "sparse_categorical_crossentropy";
  Optimizer optimizer = "adam";
  double clip_norm = 0, clip_value = 0, average_decay = 0;
  std::int64_t micro_batches = 1;
  /// Epochs without a better figure on the validation rows that end a training; 0: the task's own.
  std::int64_t patience = 0;
  std::string augment = "none";   ///< a preset of augmentations
  std::string mix = "none";       ///< how training pictures are mixed with one another
  std::int64_t picture_size = 0;  ///< pixels along the longer side; 0: the data's own
  PictureFit fit = PictureFit::stretch;
  std::string normalize = "unit";  ///< of pixels: unit or standard
  /// Whether answers are the mean of those for a picture and its mirror image: none, mirror or
  /// auto.
  std::string test_time_augment = "none";
  double label_share = 1;  ///< of the labels of training and validation rows
};

/// Keys that every model knows, with one line each: learning_rate, optimizer, schedule ...
[[nodiscard]] const OptionDefs& training_options();

/// `loss` is that of the task, unless the settings name another.
///
/// errors    unknown_option (with a near name), bad_option, unknown_optimizer, unknown_schedule
[[nodiscard]] TrainingSettings read_settings(
    const ModelDef& model, const std::map<std::string, std::string>& settings,
    const std::string& loss = "sparse_categorical_crossentropy");

/// How `network` is trained by the request and its settings, for as many epochs and in batches as
/// the request or else the model says.
[[nodiscard]] TrainingSetup training_setup(const BuildRequest& request,
                                           const TrainingSettings& settings,
                                           const Network& network);

/// Epochs of a training that nobody gave any.
struct EpochRange {
  double updates = 1;  ///< of the weights, about so many in all
  std::int64_t fewest = 1, most = 200;
};
[[nodiscard]] std::int64_t epochs_for(const EpochRange& range, std::int64_t rows,
                                      std::int64_t batch);

/// Model, optimizer, loss, epochs and batch as a report shows them.
[[nodiscard]] nlohmann::json settings_json(const TrainingSettings& settings,
                                           const TrainingSetup& setup);

/// Text as a value of the type of `like`. errors: bad_option, naming `key`
[[nodiscard]] SpecValue parse_option(const std::string& key, const std::string& text,
                                     const SpecValue& like);

/// A spec as people read it: adam(learning_rate=cosine(rate=0.001)).
[[nodiscard]] std::string to_string(const Spec& spec);

}  // namespace ingot
