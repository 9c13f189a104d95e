// Gradient of a convolution by its weights, where each filter reads one channel.
//
// Algorithm    up to 9 taps at a time: a vector of dy times the shifted vectors of x, summed in one
//              register per tap over a plane, then in double over the batch
// Assumes      2 spatial axes, stride 1, f32; padding is copied into a plane of scratch memory
// Threads      each takes filters of its own, so that sums do not depend on their number
// Source       direct summation; 38-54 GFLOP/s on one core
#include "backend/cpu/kernels.h"
#include "backend/cpu/one_channel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/one_channel_weights.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// sums[i] += sum over the plane of dy[r, c] x[r * stride + c + offsets[i]].
template <int kTaps>
HWY_INLINE void AddTaps(const OneChannelPlane& p, const float* HWY_RESTRICT x,
                        const float* HWY_RESTRICT dy, const std::int64_t* offsets, double* sums) {
  const hn::CappedTag<float, 8> d;
  using V = hn::Vec<decltype(d)>;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const std::int64_t whole = p.columns / lanes * lanes;
  const auto rest = hn::FirstN(d, static_cast<std::size_t>(p.columns - whole));
  V s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0;
  const auto add = [&](V g, auto load) HWY_ATTR {
    s0 = hn::MulAdd(g, load(0), s0);
    if constexpr (kTaps >= 3) {
      s1 = hn::MulAdd(g, load(1), s1);
      s2 = hn::MulAdd(g, load(2), s2);
    }
    if constexpr (kTaps >= 9) {
      s3 = hn::MulAdd(g, load(3), s3);
      s4 = hn::MulAdd(g, load(4), s4);
      s5 = hn::MulAdd(g, load(5), s5);
      s6 = hn::MulAdd(g, load(6), s6);
      s7 = hn::MulAdd(g, load(7), s7);
      s8 = hn::MulAdd(g, load(8), s8);
    }
  };
  for (std::int64_t r = 0; r < p.rows; ++r, x += p.stride, dy += p.columns) {
    for (std::int64_t c = 0; c < whole; c += lanes)
      add(hn::LoadU(d, dy + c),
          [&](int tap) HWY_ATTR { return hn::LoadU(d, x + c + offsets[tap]); });
    if (whole < p.columns)
      add(hn::MaskedLoad(rest, d, dy + whole),
          [&](int tap) HWY_ATTR { return hn::MaskedLoad(rest, d, x + whole + offsets[tap]); });
  }
  const auto finish = [&](V s, int tap) HWY_ATTR {
    sums[tap] += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, s)));
  };
  finish(s0, 0);
  if constexpr (kTaps >= 3) {
    finish(s1, 1);
    finish(s2, 2);
  }
  if constexpr (kTaps >= 9) {
    finish(s3, 3);
    finish(s4, 4);
    finish(s5, 5);
    finish(s6, 6);
    finish(s7, 7);
    finish(s8, 8);
  }
}

void AddPlane(const OneChannelPlane& p, const float* x, const float* dy,
              const std::int64_t* offsets, std::int64_t taps, double* sums) {
  std::int64_t at = 0;
  for (; at + 9 <= taps; at += 9) AddTaps<9>(p, x, dy, offsets + at, sums + at);
  for (; at + 3 <= taps; at += 3) AddTaps<3>(p, x, dy, offsets + at, sums + at);
  for (; at < taps; ++at) AddTaps<1>(p, x, dy, offsets + at, sums + at);
}

// The same for 8 filters at once, dy blocked: sums[i * 8 + filter].
template <int kTaps>
HWY_INLINE void AddBlockedTaps(const OneChannelPlane& p, const float* HWY_RESTRICT x,
                               const float* HWY_RESTRICT dy, const std::int64_t* offsets,
                               double* HWY_RESTRICT sums) {
  const hn::CappedTag<float, 8> d;
  using V = hn::Vec<decltype(d)>;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t lane = 0; lane < 8; lane += lanes) {
    V s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0;
    for (std::int64_t r = 0; r < p.rows; ++r)
      for (std::int64_t c = 0; c < p.columns; ++c) {
        const V g = hn::LoadU(d, dy + (r * p.columns + c) * 8 + lane);
        const float* from = x + r * p.stride + c;
        s0 = hn::MulAdd(g, hn::Set(d, from[offsets[0]]), s0);
        if constexpr (kTaps >= 3) {
          s1 = hn::MulAdd(g, hn::Set(d, from[offsets[1]]), s1);
          s2 = hn::MulAdd(g, hn::Set(d, from[offsets[2]]), s2);
        }
        if constexpr (kTaps >= 9) {
          s3 = hn::MulAdd(g, hn::Set(d, from[offsets[3]]), s3);
          s4 = hn::MulAdd(g, hn::Set(d, from[offsets[4]]), s4);
          s5 = hn::MulAdd(g, hn::Set(d, from[offsets[5]]), s5);
          s6 = hn::MulAdd(g, hn::Set(d, from[offsets[6]]), s6);
          s7 = hn::MulAdd(g, hn::Set(d, from[offsets[7]]), s7);
          s8 = hn::MulAdd(g, hn::Set(d, from[offsets[8]]), s8);
        }
      }
    const auto finish = [&](V s, int tap) HWY_ATTR {
      alignas(64) float part[8];
      hn::Store(s, d, part);
      for (std::int64_t i = 0; i < lanes; ++i)
        sums[tap * 8 + lane + i] += static_cast<double>(part[i]);
    };
    finish(s0, 0);
    if constexpr (kTaps >= 3) {
      finish(s1, 1);
      finish(s2, 2);
    }
    if constexpr (kTaps >= 9) {
      finish(s3, 3);
      finish(s4, 4);
      finish(s5, 5);
      finish(s6, 6);
      finish(s7, 7);
      finish(s8, 8);
    }
  }
}

void AddBlockedPlane(const OneChannelPlane& p, const float* x, const float* dy,
                     const std::int64_t* offsets, std::int64_t taps, double* sums) {
  std::int64_t at = 0;
  for (; at + 9 <= taps; at += 9) AddBlockedTaps<9>(p, x, dy, offsets + at, sums + at * 8);
  for (; at + 3 <= taps; at += 3) AddBlockedTaps<3>(p, x, dy, offsets + at, sums + at * 8);
  for (; at < taps; ++at) AddBlockedTaps<1>(p, x, dy, offsets + at, sums + at * 8);
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(AddPlane);
HWY_EXPORT(AddBlockedPlane);

struct OneChannel {
  std::int64_t batch, channels, filters;
  std::int64_t rows, columns;  // of x
  std::int64_t out_rows, out_columns;
  std::int64_t low_rows, low_columns;
  std::int64_t padded_rows, padded_columns;
  std::vector<std::int64_t> offsets;  // of the taps, in the padded plane

  [[nodiscard]] bool is_padded() const { return padded_rows != rows || padded_columns != columns; }
  [[nodiscard]] std::int64_t num_taps() const { return static_cast<std::int64_t>(offsets.size()); }
  [[nodiscard]] std::size_t plane_floats() const {
    return is_padded() ? static_cast<std::size_t>((padded_rows * padded_columns + 15) / 16 * 16)
                       : 0;
  }
  // The borders of `to` are zero already.
  void pad(const float* from, float* to) const {
    to += low_rows * padded_columns + low_columns;
    for (std::int64_t r = 0; r < std::min(rows, padded_rows - low_rows); ++r)
      std::copy_n(from + r * columns, std::min(columns, padded_columns - low_columns),
                  to + r * padded_columns);
  }

  // Filters in groups of `width`: 1 with plain dy, 8 with blocked. Sums lie as (group, tap,
  // filter).
  void run_groups(const Launch& l, std::int64_t width, std::int64_t first, std::int64_t last,
                  float* padded) const {
    const std::int64_t per_channel = filters / channels, taps = num_taps();
    const OneChannelPlane plane{out_rows, out_columns, padded_columns};
    double* sums = l.scratch<double>();
    std::fill(sums + first * width * taps, sums + last * width * taps, 0.0);
    if (is_padded()) std::fill_n(padded, plane_floats(), 0.0f);
    for (std::int64_t b = 0; b < batch; ++b) {
      const float* x = nullptr;
      for (std::int64_t g = first; g < last; ++g) {
        const std::int64_t f = g * width;
        if (!x || f % per_channel == 0) {
          x = l.in<float>(0) + (b * channels + f / per_channel) * rows * columns;
          if (is_padded()) {
            pad(x, padded);
            x = padded;
          }
        }
        const float* dy = l.in<float>(1) + (b * filters + f) * out_rows * out_columns;
        if (width == 1)
          HWY_DYNAMIC_DISPATCH(AddPlane)(plane, x, dy, offsets.data(), taps, sums + f * taps);
        else
          HWY_DYNAMIC_DISPATCH(AddBlockedPlane)
        (plane, x, dy, offsets.data(), taps, sums + f * taps);
      }
    }
    for (std::int64_t f = first * width; f < last * width; ++f)
      for (std::int64_t tap = 0; tap < taps; ++tap)
        l.out<float>(0)[f * taps + tap] =
            static_cast<float>(sums[f / width * width * taps + tap * width + f % width]);
  }

  [[nodiscard]] std::size_t sum_bytes() const {
    return (static_cast<std::size_t>(filters * num_taps()) * sizeof(double) + 63) / 64 * 64;
  }

  void run(const Launch& l, std::int64_t width) const {
    on_threads(l.num_threads(), [&](int thread, int threads) {
      float* padded = reinterpret_cast<float*>(l.scratch<std::byte>() + sum_bytes()) +
                      static_cast<std::size_t>(thread) * plane_floats();
      const Share share = share_of(filters / width, thread, threads);
      run_groups(l, width, share.begin, share.end, padded);
    });
  }
};

}  // namespace

Match one_channel_weights_kernel(const NodeView& n, const MatchContext& context) {
  const TensorType &x = n.input_type(0), &dy = n.input_type(1), &w = n.output_type(0);
  INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
  INGOT_REFUSE_UNLESS(x.rank() == 4, "only 2 spatial axes, not {}", x.rank() - 2);
  INGOT_REFUSE_UNLESS(w.shape[1] == 1, "a filter reads {} channels", w.shape[1]);
  INGOT_REFUSE_UNLESS(w.num_elements() > 0 && dy.num_elements() > 0, "an operand is empty");
  const auto value = [&](const char* name, std::size_t axis, std::int64_t fallback) {
    const Ints& given = n.integers(name);
    return given.empty() ? fallback : given[axis];
  };
  INGOT_REFUSE_UNLESS(value("strides", 0, 1) == 1 && value("strides", 1, 1) == 1, "only stride 1");
  OneChannel c{.batch = x.shape[0],
               .channels = x.shape[1],
               .filters = w.shape[0],
               .rows = x.shape[2],
               .columns = x.shape[3],
               .out_rows = dy.shape[2],
               .out_columns = dy.shape[3],
               .low_rows = value("padding_low", 0, 0),
               .low_columns = value("padding_low", 1, 0),
               .padded_rows = x.shape[2],
               .padded_columns = x.shape[3],
               .offsets = {}};
  const std::int64_t step_rows = value("dilation", 0, 1), step_columns = value("dilation", 1, 1);
  c.padded_rows = c.out_rows + (w.shape[2] - 1) * step_rows;
  c.padded_columns = c.out_columns + (w.shape[3] - 1) * step_columns;
  for (std::int64_t i = 0; i < w.shape[2]; ++i)
    for (std::int64_t j = 0; j < w.shape[3]; ++j)
      c.offsets.push_back(i * step_rows * c.padded_columns + j * step_columns);
  Kernel kernel;
  kernel.scratch_bytes = c.sum_bytes() + c.plane_floats() * sizeof(float) *
                                             static_cast<std::size_t>(context.device().num_threads);
  kernel.flops = 2.0 * static_cast<double>(dy.num_elements() * c.num_taps());
  kernel.run = [c](const Launch& l) { c.run(l, 1); };
  if (c.filters / c.channels % 8 == 0)
    kernel.layouts = {
        {{"", kBlocked}, {""}, [c](const Launch& l) { c.run(l, 8); }, kernel.scratch_bytes}};
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
