// Gradient of max_pool, the same together with the gradient of the relu in front of it, which lets
// dy pass only where the largest value is positive, and with that of a bias in front of both.
//
// Algorithm    2 x 2 windows: the four values are compared in row-major order with masks, dy goes
// to
//              the winner's place, also over x itself; the last vector of a row overlaps the one
//              before, so it is read first. Other windows: one after the other
// Assumes      2 spatial axes, f32
#include "backend/cpu/channel_sums.h"
#include "backend/cpu/kernels.h"
#include "backend/cpu/pooling.h"
#include "backend/cpu/relu_gradient.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/max_pool_backward.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// dx may be x.
template <class D>
HWY_INLINE void SpreadRow(D d, const float* x, const float* HWY_RESTRICT dy, const Pool& pool,
                          bool positive_only, float* dx) {
  using V = hn::Vec<D>;
  const std::int64_t width = pool.columns.input, outputs = pool.columns.output;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  // Not `b <= best`, so that a NaN wins and then stays.
  const auto beats = [](V b, V best) { return hn::AndNot(hn::Le(b, best), hn::Eq(best, best)); };
  const auto spread = [&](std::int64_t o, V x0, V x1, V x2, V x3) {
    V g = hn::LoadU(d, dy + o);
    const auto m1 = beats(x1, x0);
    V best = hn::IfThenElse(m1, x1, x0);
    const auto m2 = beats(x2, best);
    best = hn::IfThenElse(m2, x2, best);
    const auto m3 = beats(x3, best);
    best = hn::IfThenElse(m3, x3, best);
    if (positive_only) g = hn::IfThenElseZero(hn::Gt(best, hn::Zero(d)), g);
    const V g3 = hn::IfThenElseZero(m3, g);
    g = hn::IfThenZeroElse(m3, g);
    const V g2 = hn::IfThenElseZero(m2, g);
    g = hn::IfThenZeroElse(m2, g);
    hn::StoreInterleaved2(hn::IfThenZeroElse(m1, g), hn::IfThenElseZero(m1, g), d, dx + 2 * o);
    hn::StoreInterleaved2(g2, g3, d, dx + width + 2 * o);
  };
  const std::int64_t last = outputs - lanes;
  V last0, last1, last2, last3;
  hn::LoadInterleaved2(d, x + 2 * last, last0, last1);
  hn::LoadInterleaved2(d, x + width + 2 * last, last2, last3);
  for (std::int64_t o = 0; o < last; o += lanes) {
    V x0, x1, x2, x3;
    hn::LoadInterleaved2(d, x + 2 * o, x0, x1);
    hn::LoadInterleaved2(d, x + width + 2 * o, x2, x3);
    spread(o, x0, x1, x2, x3);
  }
  spread(last, last0, last1, last2, last3);
}

void SpreadPlane(const Pool& pool, const float* x, const float* HWY_RESTRICT dy, bool positive_only,
                 float* dx) {
  const hn::CappedTag<float, 8> wide;
  const hn::CappedTag<float, 4> narrow;
  const std::int64_t width = pool.columns.input, outputs = pool.columns.output;
  for (std::int64_t row = 0; row < pool.rows.output; ++row) {
    const std::int64_t at = 2 * row * width;
    if (outputs >= static_cast<std::int64_t>(hn::Lanes(wide)))
      SpreadRow(wide, x + at, dy + row * outputs, pool, positive_only, dx + at);
    else
      SpreadRow(narrow, x + at, dy + row * outputs, pool, positive_only, dx + at);
    for (std::int64_t past = 2 * outputs; past < width; ++past)
      dx[at + past] = dx[at + width + past] = 0;
  }
  std::fill(dx + 2 * pool.rows.output * width, dx + pool.input_size(), 0.0f);
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(SpreadPlane);

void spread_plane(const Pool& pool, const float* x, const float* dy, bool positive_only,
                  float* dx) {
  std::fill_n(dx, pool.input_size(), 0.0f);
  for (std::int64_t row = 0; row < pool.rows.output; ++row)
    for (std::int64_t column = 0; column < pool.columns.output; ++column, ++dy) {
      std::int64_t best = -1;
      for (std::int64_t i = pool.rows.first_tap(row); i < pool.rows.end_tap(row); ++i)
        for (std::int64_t j = pool.columns.first_tap(column); j < pool.columns.end_tap(column);
             ++j) {
          const std::int64_t at =
              pool.rows.source(row, i) * pool.columns.input + pool.columns.source(column, j);
          if (best < 0 || !(x[at] <= x[best] || x[best] != x[best])) best = at;
        }
      if (best >= 0 && (!positive_only || x[best] > 0)) dx[best] += *dy;
    }
}

// Outputs of the launch: dx, then the sums over each channel if they are wanted.
struct Spread {
  Pool pool;
  SpreadOptions options = {};
  std::optional<ChannelSums> sums = {};

  [[nodiscard]] std::size_t sums_bytes() const { return sums ? sums->scratch_bytes() : 0; }
  [[nodiscard]] bool in_rows() const { return pool.is_halving() && pool.columns.output >= 4; }

  // `run_share` spreads a thread's share of the planes, and sums them.
  template <class RunShare>
  void on_all_threads(const Launch& l, const RunShare& run_share) const {
    on_threads(threads_worth(0, pool.bytes(), l.num_threads()), [&](int thread, int threads) {
      run_share(thread, threads);
      if (!sums) return;
      wait_for_threads(threads);
      sums->finish(l.scratch<double>(), l.out<float>(1), thread, threads);
    });
  }

  void run(const Launch& l) const {
    on_all_threads(l, [&](int thread, int threads) {
      const Share share = share_of(pool.planes, thread, threads);
      for (std::int64_t plane = share.begin; plane < share.end; ++plane) {
        const float* x = l.in<float>(0) + plane * pool.input_size();
        const float* dy = l.in<float>(1) + plane * pool.output_size();
        float* dx = l.out<float>(0) + plane * pool.input_size();
        if (in_rows())
          HWY_DYNAMIC_DISPATCH(SpreadPlane)(pool, x, dy, options.positive_only, dx);
        else
          spread_plane(pool, x, dy, options.positive_only, dx);
        if (sums) sums->add_plane(dx, pool.input_size(), plane, l.scratch<double>());
      }
    });
  }

  void run_blocked(const Launch& l) const {
    on_all_threads(l, [&](int thread, int threads) {
      float* rows = reinterpret_cast<float*>(l.scratch<std::byte>() + sums_bytes()) +
                    static_cast<std::size_t>(thread) * pool.row_floats();
      const Share share = share_of(pool.planes / 8, thread, threads);
      for (std::int64_t block = share.begin; block < share.end; ++block) {
        float* dx = l.out<float>(0) + block * 8 * pool.input_size();
        spread_blocked(pool, options, l.in<float>(0) + block * 8 * pool.input_size(),
                       l.in<float>(1) + block * 8 * pool.output_size(), dx, rows);
        if (sums) sums->add_block(dx, pool.input_size(), block, l.scratch<double>());
      }
    });
  }
};

LayoutChoice blocked_choice(const Spread& spread, int num_threads) {
  LayoutChoice choice{
      {kBlocked, spread.options.border == Border::plain ? "" : kBlocked}, {kBlocked}, {}, 0};
  if (spread.sums) choice.outputs.emplace_back("");
  choice.scratch_bytes = spread.sums_bytes() + spread.pool.row_floats() * sizeof(float) *
                                                   static_cast<std::size_t>(num_threads);
  choice.run = [spread](const Launch& l) { spread.run_blocked(l); };
  return choice;
}

// What is in front of the pool.
enum class Front : std::uint8_t { nothing, relu, relu_and_bias };

Match match(const NodeView& pooled, const MatchContext& context, Front front) {
  const auto read = read_pool(pooled, pooled.input_type(0), pooled.input_type(1));
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  Spread spread{std::get<Pool>(read), {.positive_only = front != Front::nothing}};
  const Shape& shape = pooled.input_type(0).shape;
  if (front == Front::relu_and_bias) spread.sums = ChannelSums(shape[0], shape[1]);
  Kernel kernel;
  kernel.inputs = {pooled.input_id(0), pooled.input_id(1)};
  kernel.scratch_bytes = spread.sums_bytes();
  if (spread.in_rows()) kernel.in_place = {{0, 0}};
  kernel.run = [spread](const Launch& l) { spread.run(l); };
  if (spread.pool.is_halving() && shape[1] % 8 == 0)
    for (Border border : {Border::blocked, Border::plain}) {
      spread.options.border = border;
      kernel.layouts.push_back(blocked_choice(spread, context.device().num_threads));
    }
  return kernel;
}

Match match_relu(const NodeView& n, const MatchContext& context, Front front) {
  const auto gradient = read_relu_gradient(n, context);
  INGOT_REFUSE_UNLESS(gradient, "not the gradient of relu and max_pool");
  const NodeView pooled = context.producer(n, 1);
  INGOT_REFUSE_UNLESS(pooled.op().name == "max_pool_backward" && pooled.input_id(0) == gradient->y,
                      "not the gradient of relu and max_pool");
  INGOT_REFUSE_UNLESS(context.num_uses(gradient->dy) == 1, "an inner value has another reader");
  Match result = match(pooled, context, front);
  if (Kernel* kernel = std::get_if<Kernel>(&result))
    kernel->covers = {gradient->condition, pooled.id()};
  return result;
}

}  // namespace

Match max_pool_backward_kernel(const NodeView& n, const MatchContext& context) {
  return match(n, context, Front::nothing);
}

// select(y > 0, max_pool_backward(y, dy), 0)
Match max_pool_relu_backward_kernel(const NodeView& n, const MatchContext& context) {
  return match_relu(n, context, Front::relu);
}

// The same, and its sum per channel.
Match max_pool_bias_backward_kernel(const NodeView& n, const MatchContext& context) {
  INGOT_REFUSE_UNLESS(n.input_type(0).rank() == 4 && n.axes("axes") == std::vector<int>({0, 2, 3}),
                      "not per channel");
  const NodeView dx = context.producer(n, 0);
  Match result = match_relu(dx, context, Front::relu_and_bias);
  if (Kernel* kernel = std::get_if<Kernel>(&result)) {
    kernel->covers.push_back(dx.id());
    kernel->outputs = {{dx.id(), 0}, {n.id(), 0}};
  }
  return result;
}

}  // namespace ingot
#endif  // HWY_ONCE
