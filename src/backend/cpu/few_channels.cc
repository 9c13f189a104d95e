// Convolutions of few input channels, say of grey or coloured pictures, with what follows them.
//
// Algorithm    a register tile of 6 places times 16 filters runs over all taps of all channels
// Assumes      plain pictures of at most 4 channels, filters in multiples of 8, no dilation
// Invariance   an element is the same chain of multiply-adds whatever the batch and the threads
#include "backend/cpu/blocked_pictures.h"
#include "backend/cpu/convolution_node.h"
#include "backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/few_channels.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/vector_math.h"

#ifndef INGOT_FEW_CHANNELS_SHAPE_
#define INGOT_FEW_CHANNELS_SHAPE_
namespace ingot {
namespace {

constexpr std::int64_t kPlaces = 6, kFilters = 16;

struct FewChannels : ConvolutionShape {
  std::int64_t tap_rows, tap_columns, stride_rows, stride_columns;

  [[nodiscard]] std::int64_t taps() const { return in * tap_rows * tap_columns; }
  [[nodiscard]] std::int64_t padded_rows() const { return (out_rows - 1) * stride_rows + tap_rows; }
  /// The last tile may reach beyond the last place.
  [[nodiscard]] std::int64_t padded_columns() const {
    return (out_columns + kPlaces - 2) * stride_columns + tap_columns;
  }
  [[nodiscard]] std::int64_t picture_floats() const {
    return (in * padded_rows() * padded_columns() + 15) / 16 * 16;
  }
  [[nodiscard]] std::int64_t groups() const { return (out + kFilters - 1) / kFilters; }
  [[nodiscard]] std::int64_t filter_floats() const { return groups() * taps() * kFilters; }
};

}  // namespace
}  // namespace ingot
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// One row of results of 8 filters: y has 8 floats for each place.
void FewChannelsRow(const FewChannels& s, const float* HWY_RESTRICT x, const float* HWY_RESTRICT w,
                    const float* bias, bool relu, float* y0, float* y1) {
  const hn::CappedTag<float, 8> d;
  using V = hn::Vec<decltype(d)>;
  for (std::size_t lane = 0; lane < 8; lane += hn::Lanes(d))
    for (std::int64_t column = 0; column < s.out_columns; column += kPlaces) {
      V sums[kPlaces][2];
      const V b0 = bias ? hn::LoadU(d, bias + lane) : hn::Zero(d);
      const V b1 = bias && y1 ? hn::LoadU(d, bias + 8 + lane) : hn::Zero(d);
#pragma GCC unroll 6
      for (int p = 0; p < kPlaces; ++p) {
        sums[p][0] = b0;
        sums[p][1] = b1;
      }
      const float* filter = w + lane;
      for (std::int64_t c = 0; c < s.in; ++c)
        for (std::int64_t i = 0; i < s.tap_rows; ++i) {
          const float* from =
              x + (c * s.padded_rows() + i) * s.padded_columns() + column * s.stride_columns;
          for (std::int64_t j = 0; j < s.tap_columns; ++j, filter += kFilters) {
            const V w0 = hn::LoadU(d, filter), w1 = hn::LoadU(d, filter + 8);
#pragma GCC unroll 6
            for (int p = 0; p < kPlaces; ++p) {
              const V f = hn::Set(d, from[p * s.stride_columns + j]);
              sums[p][0] = hn::MulAdd(f, w0, sums[p][0]);
              sums[p][1] = hn::MulAdd(f, w1, sums[p][1]);
            }
          }
        }
      const auto places = static_cast<int>(std::min(kPlaces, s.out_columns - column));
      const auto store = [&](V v, float* y, int p) HWY_ATTR {
        if (relu) v = Relu(d, v);
        hn::StoreU(v, d, y + (column + p) * 8 + static_cast<std::int64_t>(lane));
      };
#pragma GCC unroll 6
      for (int p = 0; p < kPlaces; ++p)  // a constant count, so that the sums stay in registers
        if (p < places) {
          store(sums[p][0], y0, p);
          if (y1) store(sums[p][1], y1, p);
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(FewChannelsRow);

struct FewChannelsLaunch {
  FewChannels shape;
  bool y_blocked = true, relu = false;
  ConvolutionBias bias;
  std::shared_ptr<const float> filters = nullptr;

  [[nodiscard]] std::size_t scratch_bytes() const {
    std::int64_t floats = shape.batch * shape.picture_floats();
    if (!filters) floats += shape.filter_floats();
    if (!y_blocked) floats += shape.y_floats();
    return static_cast<std::size_t>(floats) * sizeof(float);
  }

  // (groups of 16 filters, taps, 16), zeros where there are no more filters
  void pack(const float* w, float* to) const {
    const FewChannels& s = shape;
    for (std::int64_t f = 0; f < s.groups() * kFilters; ++f)
      for (std::int64_t tap = 0; tap < s.taps(); ++tap)
        to[(f / kFilters * s.taps() + tap) * kFilters + f % kFilters] =
            f < s.out ? w[f * s.taps() + tap] : 0.0f;
  }

  void pad_picture(const float* x, float* to) const {
    const FewChannels& s = shape;
    for (std::int64_t c = 0; c < s.in; ++c)
      for (std::int64_t r = 0; r < s.padded_rows(); ++r) {
        float* row = to + (c * s.padded_rows() + r) * s.padded_columns();
        const std::int64_t from = r - s.low_rows;
        std::fill_n(row, s.padded_columns(), 0.0f);
        if (from < 0 || from >= s.rows) continue;
        const std::int64_t count = std::min(s.columns, s.padded_columns() - s.low_columns);
        std::copy_n(x + (c * s.rows + from) * s.columns, count, row + s.low_columns);
      }
  }

  void run(const Launch& l) const {
    const FewChannels& s = shape;
    float* pictures = l.scratch<float>();
    float* packed = pictures + s.batch * s.picture_floats();
    float* blocked = y_blocked ? l.out<float>(0) : packed + (filters ? 0 : s.filter_floats());
    const float* w = filters ? filters.get() : packed;
    const float* b = bias.at(l);
    const std::int64_t places = s.out_rows * s.out_columns;
    const double flops = 2 * static_cast<double>(s.y_floats() * s.taps());
    on_threads(threads_worth(flops, 0, l.num_threads()), [&](int thread, int threads) {
      const Share own = share_of(s.batch, thread, threads);
      for (std::int64_t n = own.begin; n < own.end; ++n)
        pad_picture(l.in<float>(0) + n * s.in * s.rows * s.columns,
                    pictures + n * s.picture_floats());
      if (!filters && thread == threads - 1) pack(l.in<float>(1), packed);
      wait_for_threads(threads);
      const Share rows = share_of(s.batch * s.groups() * s.out_rows, thread, threads);
      for (std::int64_t u = rows.begin; u < rows.end; ++u) {
        const std::int64_t n = u / (s.groups() * s.out_rows), g = u / s.out_rows % s.groups(),
                           row = u % s.out_rows;
        float* y = blocked + ((n * s.out / 8 + 2 * g) * places + row * s.out_columns) * 8;
        const bool both = g * kFilters + 8 < s.out;
        HWY_DYNAMIC_DISPATCH(FewChannelsRow)
        (s, pictures + n * s.picture_floats() + row * s.stride_rows * s.padded_columns(),
         w + g * s.taps() * kFilters, b ? b + g * kFilters : nullptr, relu, y,
         both ? y + places * 8 : nullptr);
      }
      if (y_blocked) return;
      wait_for_threads(threads);
      unblock_pictures(blocked, s.batch * s.out / 8, places, l.out<float>(0), {thread, threads});
    });
  }
};

}  // namespace

// conv, or relu(batch_norm_inference(conv)) in part
Match few_channels_kernel(const NodeView& n, const MatchContext& context) {
  const auto read = read_convolution(n, context, dn::ConvolutionKind::forward);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& node = std::get<ConvolutionNode>(read);
  const dn::ConvolutionSpec& c = node.spec;
  INGOT_REFUSE_UNLESS(c.x[1] <= 4, "{} channels", c.x[1]);
  INGOT_REFUSE_UNLESS(c.y[1] % 8 == 0, "{} filters", c.y[1]);
  INGOT_REFUSE_UNLESS(c.groups == 1 && c.dilation == Ints(2, 1), "groups or dilation");
  INGOT_REFUSE_UNLESS(c.padding_low[0] >= 0 && c.padding_low[1] >= 0, "negative padding");
  INGOT_REFUSE_UNLESS(!c.has_addend, "another value is added");
  FewChannelsLaunch launch{.shape = {node.shape(), c.w[2], c.w[3], c.strides[0], c.strides[1]},
                           .relu = node.relu,
                           .bias = node.kernel_bias()};
  const FewChannels& s = launch.shape;
  launch.filters = node.pack_weights(context, fmt::format("few channels {}x{}", s.out, s.taps()),
                                     static_cast<std::size_t>(s.filter_floats()),
                                     [&](const float* from, float* to) { launch.pack(from, to); });
  Kernel kernel;
  kernel.covers = node.covers;
  kernel.inputs = node.inputs;
  kernel.flops = node.flops();
  kernel.layouts =
      blocked_choices(node, [&](bool x, bool y) -> std::optional<std::pair<LaunchFn, std::size_t>> {
        if (x || !y) return std::nullopt;
        return std::pair<LaunchFn, std::size_t>([launch](const Launch& l) { launch.run(l); },
                                                launch.scratch_bytes());
      });
  launch.y_blocked = false;
  kernel.scratch_bytes = launch.scratch_bytes();
  kernel.run = [launch](const Launch& l) { launch.run(l); };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
