// One build of a product of sequences, from the table to the finished folder.
#pragma once

#include "predict/prediction_intervals.h"
#include "tasks/network_build.h"
#include "tasks/sequence_findings.h"
#include "train/sequence_rows.h"

namespace ingot {

class LoadedSequences;

class SequenceBuild final : public NetworkBuild {
 public:
  /// Reads the table, divides its sequences, fits the pipeline, with `--model auto` lets the
  /// networks race, and makes the training step. Writes nothing.
  SequenceBuild(BuildRequest request, Progress& progress);
  ~SequenceBuild() override { end_training(); }

 private:
  [[nodiscard]] DataFacts data_facts() const override;
  [[nodiscard]] std::size_t bytes_of_figures() const override;
  [[nodiscard]] Graph product_graph(std::int64_t rows) const override;
  Evaluation write_product() override;
  /// The request with the settings of its model alone.
  [[nodiscard]] BuildRequest model_request() const;
  /// How answers are told: the threshold of two classes, the intervals of numbers.
  void settle_answers(const Predictions& valid);
  /// What is said of the validation and test sequences, and how long an answer takes.
  struct Judged {
    LoadedSequences& model;
    Predictions valid, test;
    double seconds_per_row = 0;
  };
  Findings find(Judged& judged, Evaluation& evaluation);
  [[nodiscard]] nlohmann::json schema() const;

  SequenceParts parts_;
  std::unique_ptr<SequenceRows> train_, valid_;
  std::optional<float> call_from_;
  std::optional<PredictionIntervals> intervals_;
};

}  // namespace ingot
