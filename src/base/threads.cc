#include "base/threads.h"

#include <omp.h>

#include "base/crowd.h"

#ifdef INGOT_OWN_THREADS
#include <barrier>
#include <thread>
#include <vector>
#else
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#endif

namespace ingot {

#ifdef INGOT_OWN_THREADS

namespace {
thread_local std::barrier<>* region = nullptr;
}

void detail::run_threads(int num_threads, ThreadBody call, const void* body) {
  if (region) return call(body, 0, 1);
  std::barrier<> meeting(num_threads);
  const auto run = [&](int thread) {
    region = &meeting;
    omp_set_num_threads(1);  // of this thread alone
    call(body, thread, num_threads);
    region = nullptr;
  };
  std::vector<std::jthread> threads;
  for (int t = 1; t < num_threads; ++t) threads.emplace_back(run, t);
  run(0);
}

void wait_for_threads(int num_threads) {
  if (num_threads > 1) region->arrive_and_wait();
}

// OpenMP inside of a library would look like a race.
void limit_library_threads(int) { omp_set_num_threads(1); }

void adapt_waiting() {}

#else

void detail::run_threads(int num_threads, ThreadBody call, const void* body) {
  if (omp_in_parallel()) return call(body, 0, 1);
#pragma omp parallel num_threads(num_threads)
  call(body, omp_get_thread_num(), omp_get_num_threads());
}

void wait_for_threads(int num_threads) {
  if (num_threads <= 1) return;  // perhaps inside of a region of others
#pragma omp barrier
}

void limit_library_threads(int num_threads) { omp_set_num_threads(num_threads); }

namespace {

// GCC's OpenMP lets its threads spin for 3 ms while it has no more of them than there are
// processors, else for a few microseconds. A second team, asleep, makes them more.
class SleepingTeam {
 public:
  SleepingTeam()
      : thread_([this] {
#pragma omp parallel num_threads(omp_get_num_procs() + 1)
          woken_.wait(false);
        }) {
  }
  ~SleepingTeam() {
    woken_ = true;
    woken_.notify_all();
    thread_.join();
  }
  SleepingTeam(const SleepingTeam&) = delete;
  SleepingTeam& operator=(const SleepingTeam&) = delete;

 private:
  std::atomic<bool> woken_ = false;
  std::thread thread_;
};

}  // namespace

void adapt_waiting() {
  static std::mutex mutex;
  static Crowd crowd;
  static std::unique_ptr<SleepingTeam> team;
  const std::unique_lock lock(mutex, std::try_to_lock);
  if (!lock) return;
  if (crowd.is_here() == (team != nullptr)) return;
  if (team)
    team.reset();
  else
    team = std::make_unique<SleepingTeam>();
}

#endif

int library_threads() { return omp_get_max_threads(); }

}  // namespace ingot
