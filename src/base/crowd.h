// Whether other programs want the processors that this one runs on.
#pragma once

#include <chrono>

namespace ingot {

/// Watches how often this process's threads are taken off a processor before they are done. One
/// thread at a time may ask.
class Crowd {
 public:
  /// Costs a look at the clock, and a system call every quarter of a second.
  [[nodiscard]] bool is_here();

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
  long switches_ = -1;  ///< involuntary ones until `last_`
  bool here_ = false;
};

}  // namespace ingot
