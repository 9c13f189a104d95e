#include "base/threads.h"

#include <omp.h>

#ifdef INGOT_OWN_THREADS
#include <barrier>
#include <thread>
#include <vector>
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

#endif

int library_threads() { return omp_get_max_threads(); }

}  // namespace ingot
