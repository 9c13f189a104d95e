// The pictures of a build, divided into what is learned from, what choices are made on and what the
// figures are of.
#pragma once

#include "base/progress.h"
#include "evaluate/findings.h"
#include "ingot/data.h"
#include "tasks/build_request.h"
#include "tasks/picture_split.h"
#include "tasks/training_settings.h"

namespace ingot {

struct PictureParts {
  std::string name;
  std::vector<std::string> class_names;
  Pictures train, valid, test;
  std::string sha256;
  std::vector<SkippedFile> skipped;
  /// The group of each training row, where whole groups stay on one side; else empty.
  std::vector<std::int64_t> train_groups;
  /// Test pictures that the training part of the data has, too, and, in this order, what it has;
  /// whether that was left out.
  std::vector<RepeatedTestPicture> repeated_test = {};
  Pictures repeated_training = {};
  bool gives_up_repeats = true;
  /// How the rows were divided, and what was done so that no picture stands on both sides, with its
  /// names; empty: in the usual way, and nothing was.
  std::vector<Decision> decisions;

  [[nodiscard]] std::int64_t num_classes() const {
    return static_cast<std::int64_t>(class_names.size());
  }
  /// Whether a picture may have several classes.
  [[nodiscard]] bool is_multi_label() const { return train.is_multi_label(); }
};

/// As every document has them: "name" and "reason" of each.
[[nodiscard]] nlohmann::json to_json(const std::vector<SkippedFile>& skipped);
void tell_skipped(Progress& progress, const std::vector<SkippedFile>& skipped);
/// The classes of a row by name; none where there are no labels.
[[nodiscard]] std::vector<std::string> labels_of(const Pictures& pictures, std::int64_t row,
                                                 const std::vector<std::string>& classes);

/// Opens the data of the request. Parts that the data bring are taken whole, else 10 % of the rows
/// are set aside for validation and 10 % for the figures, as the request's `split` says; by default
/// each class in its proportion. Pictures that are the same or nearly so stay on one side: together
/// where rows are set aside; where the data bring their parts, training gives up its own.
///
/// settings       how large the pictures become, and how
/// errors         those of open_dataset, split_choice and split_pictures; too_few_rows
[[nodiscard]] PictureParts open_picture_parts(const BuildRequest& request,
                                              const TrainingSettings& settings, Progress& progress);

}  // namespace ingot
