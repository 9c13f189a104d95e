// Twelve independent chains of fused multiply-adds: enough to hide a latency of 4 to 6 cycles on
// two units.
#include "backend/cpu/peak.h"

#include "base/threads.h"
#include "ingot/tensor.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/peak.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Returns the operations done; `sink` keeps the compiler from dropping them.
double RunChains(int rounds, float* sink) {
  const hn::ScalableTag<float> d;
  const auto a = hn::Set(d, 0.999f), b = hn::Set(d, 0.001f);
  auto c0 = hn::Set(d, 1.0f), c1 = hn::Set(d, 1.1f), c2 = hn::Set(d, 1.2f), c3 = hn::Set(d, 1.3f);
  auto c4 = hn::Set(d, 1.4f), c5 = hn::Set(d, 1.5f), c6 = hn::Set(d, 1.6f), c7 = hn::Set(d, 1.7f);
  auto c8 = hn::Set(d, 1.8f), c9 = hn::Set(d, 1.9f), c10 = hn::Set(d, 2.0f), c11 = hn::Set(d, 2.1f);
  for (int i = 0; i < rounds; ++i) {
    c0 = hn::MulAdd(c0, a, b);
    c1 = hn::MulAdd(c1, a, b);
    c2 = hn::MulAdd(c2, a, b);
    c3 = hn::MulAdd(c3, a, b);
    c4 = hn::MulAdd(c4, a, b);
    c5 = hn::MulAdd(c5, a, b);
    c6 = hn::MulAdd(c6, a, b);
    c7 = hn::MulAdd(c7, a, b);
    c8 = hn::MulAdd(c8, a, b);
    c9 = hn::MulAdd(c9, a, b);
    c10 = hn::MulAdd(c10, a, b);
    c11 = hn::MulAdd(c11, a, b);
  }
  const auto sum = hn::Add(hn::Add(hn::Add(hn::Add(c0, c1), hn::Add(c2, c3)), hn::Add(c4, c5)),
                           hn::Add(hn::Add(hn::Add(c6, c7), hn::Add(c8, c9)), hn::Add(c10, c11)));
  *sink = hn::GetLane(hn::SumOfLanes(d, sum));
  return 12.0 * 2.0 * static_cast<double>(hn::Lanes(d)) * rounds;
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {

HWY_EXPORT(RunChains);

double measure_peak_gflops(int num_threads) {
  constexpr int kRounds = 400'000, kRepeats = 60;
  double best = 0;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    std::vector<double> flops(static_cast<std::size_t>(num_threads));
    const auto start = std::chrono::steady_clock::now();
    on_threads(num_threads, [&](int thread, int) {
      float sink = 0;
      double& done = flops[static_cast<std::size_t>(thread)];
      done = HWY_DYNAMIC_DISPATCH(RunChains)(kRounds, &sink);
      if (sink == -1.0f) done += 1;
    });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::max(best, std::accumulate(flops.begin(), flops.end(), 0.0) / seconds.count() / 1e9);
  }
  return best;
}

double measure_stream_gbytes(int num_threads) {
  constexpr std::int64_t kFloats = std::int64_t{64} << 20;
  constexpr int kRepeats = 12;
  Tensor data = Tensor::zeros({f32, {kFloats}});
  float* x = data.mutable_data<float>().data();
  double best = 0;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    on_threads(num_threads, [&](int thread, int threads) {
      const Share share = share_of(kFloats, thread, threads);
      for (std::int64_t i = share.begin; i < share.end; ++i) x[i] += 1.0f;
    });
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    best = std::max(best, 2.0 * kFloats * sizeof(float) / seconds.count() / 1e9);
  }
  return best;
}

}  // namespace ingot
#endif
