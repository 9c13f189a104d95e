// `--model auto`: which recipe, whether pictures are mirrored, how many epochs, within a time.
#pragma once

#include <optional>

#include "base/progress.h"
#include "evaluate/findings.h"
#include "tasks/deadline.h"
#include "tasks/picture_parts.h"

namespace ingot {

struct PictureChoice {
  BuildRequest request;  ///< with a model, settings, batch and epochs: it is repeated by running it
  std::vector<Decision> decisions;
  double seconds_after = 0;  ///< that the figures take when training is done
};

/// Without a deadline: the first rung of the ladder, mirrored by no rule, with epochs by the number
/// of rows; nothing is measured, so that the choice is the same everywhere.
///
/// With one: the two largest rungs for which there is time for some tens of epochs race on the
/// validation rows, and so do mirrored and plain pictures. What is then left, but for the time that
/// the figures take, is the training's. What the user set stays as it is; with a model of his own
/// only the epochs are chosen.
[[nodiscard]] PictureChoice choose_recipe(const BuildRequest& request, const PictureParts& parts,
                                          const std::optional<Deadline>& deadline,
                                          Progress& progress);

}  // namespace ingot
