// One build of an image classifier, from the data to the finished folder.
#pragma once

#include "tasks/build_record.h"
#include "tasks/picture_choice.h"
#include "tasks/picture_findings.h"
#include "tasks/picture_training.h"
#include "tasks/product_pages.h"
#include "tasks/stages.h"
#include "tasks/task.h"
#include "tasks/training_stops.h"

namespace ingot {

inline constexpr const char* kImageClassification = "image-classification";
/// A picture may have several classes, or none.
inline constexpr const char* kImageMultiLabel = "image-multi-label";

/// Both of these; the data say which.
class ImageClassifierBuild {
 public:
  /// Opens the data, fits the pipeline, makes network and training step. Writes nothing.
  ImageClassifierBuild(BuildRequest request, Progress& progress);

  /// Makes the folder, then trains and writes the product.
  BuildResult start();
  /// Goes on in `folder` from its last checkpoint.
  BuildResult resume(const std::filesystem::path& folder);

 private:
  BuildResult run();
  [[nodiscard]] std::size_t disk_bytes() const;
  void announce(std::int64_t epochs_left);
  void train();
  ReportFindings find(const HeldOutScores& scores, Evaluation& evaluation);
  Evaluation write_product();
  [[nodiscard]] const char* task() const;
  [[nodiscard]] nlohmann::json rows_json() const;
  [[nodiscard]] nlohmann::json run_json() const;

  BuildRequest request_;
  Progress& progress_;
  Stages stages_;
  PictureParts parts_;
  std::unique_ptr<PictureTraining> training_;
  std::vector<Decision> decisions_;
  std::optional<StopInTime> stop_;
  BuildPlace place_;
  std::size_t predicted_bytes_ = 0;
  nlohmann::json metrics_ = nlohmann::json::object();
};

}  // namespace ingot
