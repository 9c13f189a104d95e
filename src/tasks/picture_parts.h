// The pictures of a build, divided into what is learned from, what choices are made on and what the
// figures are of.
#pragma once

#include "base/progress.h"
#include "evaluate/findings.h"
#include "ingot/data.h"
#include "tasks/build_request.h"

namespace ingot {

struct PictureParts {
  std::string name;
  std::vector<std::string> class_names;
  Pictures train, valid, test;
  std::string sha256;
  std::vector<SkippedFile> skipped;
  /// What was done so that no picture stands on both sides, with its names; empty: nothing was.
  std::vector<Decision> decisions;

  [[nodiscard]] std::int64_t num_classes() const {
    return static_cast<std::int64_t>(class_names.size());
  }
  [[nodiscard]] nlohmann::json skipped_json() const;
};

/// Opens the data of the request. Parts that the data bring are taken whole, else 10 % of the rows
/// are set aside for validation and 10 % for the figures, each class in its proportion. Pictures
/// that are the same or nearly so stay on one side: together where rows are set aside; where the
/// data bring their parts, training gives up its own.
///
/// picture_size   longer side in pixels; 0: the data's own
/// errors         those of open_dataset; too_few_rows
[[nodiscard]] PictureParts open_picture_parts(const BuildRequest& request,
                                              std::int64_t picture_size, Progress& progress);

}  // namespace ingot
