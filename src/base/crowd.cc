#include "base/crowd.h"

#include <sys/resource.h>

namespace ingot {

// On a quiet machine a thread is taken off some times a second, in a crowd at each end of its time
// slice: tens to hundreds of times. Two thresholds, so that it does not flicker.
bool Crowd::is_here() {
  constexpr double kComes = 60, kGoes = 20;
  constexpr double kSecondsApart = 0.25;
  const Clock::time_point now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - last_).count();
  if (seconds < kSecondsApart) return here_;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  if (switches_ >= 0) {
    const double rate = static_cast<double>(usage.ru_nivcsw - switches_) / seconds;
    here_ = rate > (here_ ? kGoes : kComes);
  }
  switches_ = usage.ru_nivcsw;
  last_ = now;
  return here_;
}

}  // namespace ingot
