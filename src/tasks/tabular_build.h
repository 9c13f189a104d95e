// One build of a product of tables, from the data to the finished folder.
#pragma once

#include "tasks/build_record.h"
#include "tasks/product_pages.h"
#include "tasks/stages.h"
#include "tasks/table_ensemble.h"
#include "tasks/task.h"
#include "tasks/threshold_choice.h"

namespace ingot {

class TabularBuild {
 public:
  /// Reads the table, divides its rows, fits the pipeline and encodes them. Writes nothing.
  TabularBuild(BuildRequest request, Progress& progress);

  /// Makes the folder, then trains and writes the product.
  BuildResult start();
  /// Goes on in `folder` from its last checkpoint.
  BuildResult resume(const std::filesystem::path& folder);

 private:
  BuildResult run();
  /// How answers are told: the thresholds of classes, the intervals of numbers.
  void settle_answers();
  void fit_confidence(std::vector<Decision>& settled);
  /// What the models say of the validation rows without having learned from them.
  [[nodiscard]] Tensor valid_answers() const;
  /// The finished product, asked about any rows.
  struct Asking {
    AskTable ask;
    double seconds_per_row = 0;
  };
  ReportFindings find(const Tensor& test, const Asking& asking, Evaluation& evaluation);
  /// Checkpoints of trainings that are judged alone.
  [[nodiscard]] std::filesystem::path trials_folder() const;
  Evaluation write_product();
  [[nodiscard]] nlohmann::json rows_json() const;

  BuildRequest request_;
  std::string task_;
  Progress& progress_;
  Stages stages_;
  TableParts parts_;
  EncodedTable encoded_;
  std::vector<PlannedMember> planned_;
  TableEnsemble ensemble_;
  CallRule calls_;
  std::optional<PredictionIntervals> intervals_;
  std::optional<Deadline> deadline_;
  std::vector<Decision> decisions_;
  BuildPlace place_;
  nlohmann::json metrics_ = nlohmann::json::object();
};

}  // namespace ingot
