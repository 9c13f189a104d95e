// What ends a training before its schedule does.
#pragma once

#include <optional>

#include "ingot/train.h"
#include "tasks/deadline.h"

namespace ingot {

/// Ends it after so many epochs; 0: never.
class StopAfter final : public Callback {
 public:
  explicit StopAfter(std::int64_t epochs) : epochs_(epochs) {}
  [[nodiscard]] bool should_stop(const History& history) const override {
    return epochs_ > 0 && static_cast<std::int64_t>(history.size()) >= epochs_;
  }

 private:
  std::int64_t epochs_;
};

/// Ends it when there is no time for one more epoch and the figures after it. How many epochs there
/// were then is kept as the `stop_after` of the request, so that a repetition ends alike.
class StopInTime final : public Callback {
 public:
  /// seconds_after   for what comes when training is done
  StopInTime(Deadline deadline, double seconds_after)
      : deadline_(deadline), seconds_after_(seconds_after) {}
  void on_epoch(const History&) override {
    const double left = deadline_.seconds_left();
    if (last_) epoch_ = *last_ - left;
    last_ = left;
  }
  [[nodiscard]] bool should_stop(const History&) const override {
    return last_ && *last_ - seconds_after_ < epoch_;
  }

 private:
  Deadline deadline_;
  double seconds_after_;
  std::optional<double> last_;  // seconds left at the end of the last epoch
  double epoch_ = 0;            // seconds that it took
};

}  // namespace ingot
