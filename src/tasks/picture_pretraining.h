// Pre-training as a stage of a build on pictures.
#pragma once

#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "tasks/picture_rows.h"
#include "train/pretrainer.h"

namespace ingot {

/// Pictures without their labels.
struct UnlabelledPictures {
  PictureRows train, held_out;
};

class PicturePretraining {
 public:
  /// `executor` outlives it. errors: those of Pretrainer
  PicturePretraining(PretrainingSetup setup, UnlabelledPictures pictures, Executor& executor);

  /// Goes on from its file in the folder `checkpoint`, if there is one.
  void restore(const std::filesystem::path& checkpoint);
  /// Trains to the end, with its file and a table of its epochs in the folder `checkpoint`.
  void run(const std::filesystem::path& checkpoint, Progress& progress);
  /// The same without files and without a word.
  void run() { trainer_.run({}); }
  /// Says what it will do.
  void announce(Progress& progress);

  [[nodiscard]] const Pretrainer& trainer() const { return trainer_; }
  /// Part "reconstructions" of a report: the first of `pictures`, and what comes back through the
  /// lowest layer, the lowest two, and so on.
  [[nodiscard]] nlohmann::json reconstructions(const Pictures& pictures, const Pipeline& pipeline);

 private:
  UnlabelledPictures pictures_;
  Pretrainer trainer_;
};

}  // namespace ingot
