#include "base/workers.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ingot {

void on_workers(int num_threads, std::int64_t n, const std::function<void(std::int64_t)>& body) {
  std::atomic<std::int64_t> next = 0;
  std::exception_ptr error;
  std::mutex mutex;
  const auto work = [&] {
    try {
      for (std::int64_t i = next++; i < n; i = next++) body(i);
    } catch (...) {
      next = n;
      const std::lock_guard lock(mutex);
      if (!error) error = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::int64_t t = 1; t < std::min<std::int64_t>(num_threads, n); ++t)
      threads.emplace_back(work);
    work();
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace ingot
