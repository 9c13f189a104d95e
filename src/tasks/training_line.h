// Steps of training as the progress of a build.
#pragma once

#include "base/progress.h"
#include "ingot/train.h"

namespace ingot {

/// Each step as one line that changes, each epoch as one that stays. `before` comes first in both,
/// such as the name of the model where there are several.
class TrainingLine final : public Callback {
 public:
  explicit TrainingLine(Progress& progress, std::string before = {})
      : progress_(progress), before_(before.empty() ? before : before + ": ") {}
  void on_step(const StepReport& report) override;
  void on_epoch(const History& history) override;

 private:
  Progress& progress_;
  std::string before_;
};

}  // namespace ingot
