#include "nn/schedule_def.h"

namespace ingot {

double learning_rate(const Schedule& schedule, const TrainingPoint& at) {
  const ScheduleDef& def = find_record(schedule_registry(), schedule.kind, "unknown_schedule",
                                       text("there is no schedule", "没有这样的学习率方案"));
  return def.rate(SpecView(schedule, def.arguments, def.options), at);
}

}  // namespace ingot
