// Algorithm    sums of planes in double, two chains each to hide the latency of one, then over the
//              batch in order
// Invariance   does not depend on threads
#include "backend/cpu/channel_sums.h"

#include "base/threads.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/channel_sums.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// sums[lane] of n / 8 places of 8 lanes; what is left of n goes to the first lanes.
void AddLanes(const float* HWY_RESTRICT x, std::int64_t n, double* HWY_RESTRICT sums) {
  const hn::CappedTag<double, 4> d;
  const hn::Rebind<float, decltype(d)> df;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const std::int64_t whole = n / 8 * 8;
  for (std::int64_t lane = 0; lane < 8; lane += step) {
    const auto load = [&](std::int64_t i)
                          HWY_ATTR { return hn::PromoteTo(d, hn::LoadU(df, x + i + lane)); };
    auto even = hn::Zero(d), odd = even;
    std::int64_t i = 0;
    for (; i + 16 <= whole; i += 16) {
      even = hn::Add(even, load(i));
      odd = hn::Add(odd, load(i + 8));
    }
    if (i < whole) even = hn::Add(even, load(i));
    hn::StoreU(hn::Add(even, odd), d, sums + lane);
  }
  for (std::int64_t i = whole; i < n; ++i) sums[i % 8] += static_cast<double>(x[i]);
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(AddLanes);

}  // namespace

std::size_t ChannelSums::scratch_bytes() const {
  return static_cast<std::size_t>((batch_ * channels_ + 7) / 8 * 8) * sizeof(double);
}

void ChannelSums::add_plane(const float* x, std::int64_t places, std::int64_t plane,
                            double* scratch) const {
  std::array<double, 8> lanes;
  HWY_DYNAMIC_DISPATCH(AddLanes)(x, places, lanes.data());
  double sum = 0;
  for (const double lane : lanes) sum += lane;
  scratch[plane] = sum;
}

void ChannelSums::add_block(const float* x, std::int64_t places, std::int64_t block,
                            double* scratch) const {
  HWY_DYNAMIC_DISPATCH(AddLanes)(x, places * 8, scratch + block * 8);
}

void ChannelSums::finish(const double* scratch, float* y, int thread, int threads) const {
  const Share own = share_of(channels_, thread, threads);
  for (std::int64_t c = own.begin; c < own.end; ++c) {
    double sum = 0;
    for (std::int64_t row = 0; row < batch_; ++row) sum += scratch[row * channels_ + c];
    y[c] = static_cast<float>(sum);
  }
}

}  // namespace ingot
#endif  // HWY_ONCE
