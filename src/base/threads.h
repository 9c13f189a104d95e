// Parallel regions: OpenMP, whose threads oneDNN uses too; threads of our own in a build for the
// thread sanitizer, which does not know OpenMP's.
#pragma once

#include <cstdint>

namespace ingot {

namespace detail {
using ThreadBody = void (*)(const void* body, int thread, int num_threads);
void run_threads(int num_threads, ThreadBody call, const void* body);
}  // namespace detail

/// Runs body(thread, num_threads) on `num_threads` threads, the caller's among them, and waits.
/// Inside of another region the caller runs it alone, as thread 0 of 1.
template <class Body>
void on_threads(int num_threads, const Body& body) {
  if (num_threads <= 1) return body(0, 1);
  detail::run_threads(
      num_threads,
      [](const void* b, int thread, int threads) {
        (*static_cast<const Body*>(b))(thread, threads);
      },
      &body);
}

/// Waits until all `num_threads` threads of the region have come here; nothing where there is one.
void wait_for_threads(int num_threads);

/// [begin, end) of `n` that belong to `thread`: contiguous, and a function of the numbers alone.
struct Share {
  std::int64_t begin, end;
};
[[nodiscard]] constexpr Share share_of(std::int64_t n, int thread, int num_threads) {
  return {n * thread / num_threads, n * (thread + 1) / num_threads};
}

/// How many threads work of `flops` over `bytes` is worth: one where it takes one of them less than
/// 20 us or so. To meet costs 5 us on a virtual machine, and what one core wrote comes slowly to
/// another.
[[nodiscard]] constexpr int threads_worth(double flops, double bytes, int num_threads) {
  constexpr double kFlopsOfOne = 1e11, kBytesOfOne = 6e10, kWorthIt = 20e-6;
  return flops / kFlopsOfOne < kWorthIt && bytes / kBytesOfOne < kWorthIt ? 1 : num_threads;
}

/// body(i) for each i of [0, n), in contiguous shares.
template <class Body>
void parallel_for(int num_threads, std::int64_t n, const Body& body) {
  on_threads(num_threads, [&](int thread, int threads) {
    const Share share = share_of(n, thread, threads);
    for (std::int64_t i = share.begin; i < share.end; ++i) body(i);
  });
}

/// Threads that have come to the end of a region first wait by spinning, which costs the least
/// while nobody else wants the processors. To be called now and then between regions: while other
/// programs do want them, so that a thread which is waited for may not even be running, threads go
/// to sleep soon instead.
void adapt_waiting();

/// How many threads a library that makes its own regions may use from here on.
void limit_library_threads(int num_threads);
[[nodiscard]] int library_threads();

}  // namespace ingot
