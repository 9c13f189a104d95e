// The schedule record: the learning rate as a function of where training stands.
#pragma once

#include "nn/spec_view.h"

namespace ingot {

/// Where training stands. The rate is a function of it alone, so that a resumed run goes on as if
/// it had never stopped.
struct TrainingPoint {
  std::int64_t step = 0;  ///< updates made so far
  std::int64_t steps_per_epoch = 1;
  std::int64_t total_steps = 1;
  /// The watched loss (validation, else training) after each finished epoch.
  std::span<const double> epoch_losses = {};
};

struct ScheduleDef {
  std::string name;
  std::string constructor;
  std::string doc;
  OptionDefs arguments = {};
  OptionDefs options = {};
  double (*rate)(const SpecView& options, const TrainingPoint& at) = nullptr;
};

/// All schedules in the order of their names; generated from src/nn/schedules.
[[nodiscard]] const std::vector<ScheduleDef>& schedule_registry();
/// errors: unknown_schedule (with a near name), bad_option
[[nodiscard]] double learning_rate(const Schedule& schedule, const TrainingPoint& at);

}  // namespace ingot
