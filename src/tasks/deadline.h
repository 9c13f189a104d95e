// The time that a command was given.
#pragma once

#include <chrono>

namespace ingot {

/// When a command that was given a time has to be done.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;
  /// `seconds` from now.
  explicit Deadline(double seconds)
      : end_(Clock::now() +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))) {}
  [[nodiscard]] Clock::time_point time() const { return end_; }
  /// Negative when it has passed.
  [[nodiscard]] double seconds_left() const {
    return std::chrono::duration<double>(end_ - Clock::now()).count();
  }

 private:
  Clock::time_point end_;
};

}  // namespace ingot
