// One build of a product that tags tokens, from the sentences to the finished folder.
#pragma once

#include "tasks/network_build.h"
#include "tasks/tag_scoring.h"
#include "tasks/tag_training.h"

namespace ingot {

class TagBuild final : public NetworkBuild {
 public:
  /// Reads the sentences, numbers their tokens, makes the network and its training step. Writes
  /// nothing.
  TagBuild(BuildRequest request, Progress& progress);
  ~TagBuild() override { end_training(); }

 private:
  [[nodiscard]] DataFacts data_facts() const override;
  [[nodiscard]] double trainings_after() const override;
  Evaluation write_product() override;
  void decide();
  [[nodiscard]] const TagPipeline& pipeline() const { return training_.pipeline; }
  /// Trainings on parts of the sentences. error: that of all of them
  [[nodiscard]] LearningCurve learning_curve(double error) const;

  TagWishes wishes_;
  TagParts parts_;
  TagTraining training_;
};

}  // namespace ingot
