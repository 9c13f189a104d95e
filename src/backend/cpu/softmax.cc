// Softmax, its logarithm, cross-entropy of labels, and their gradients, along the last axis.
//
// Algorithm    row by row: the largest element, then exp of what is below it and its sum
// Assumes      f32, contiguous rows
// Invariance   each row by itself, on one thread
// Source       Blanchard, Higham and Higham 2021, Accurately computing the log-sum-exp and softmax
//              functions
#include "backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/softmax.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Calls f(vector of x, mask of the elements that exist, offset); the others are -inf.
template <class F>
HWY_INLINE void ForEachVector(const float* x, std::int64_t n, F f) {
  const hn::CappedTag<float, 8> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) f(hn::LoadU(d, x + i), hn::FirstN(d, hn::Lanes(d)), i);
  if (i == n) return;
  const auto mask = hn::FirstN(d, static_cast<std::size_t>(n - i));
  f(hn::IfThenElse(mask, hn::MaskedLoad(mask, d, x + i), hn::Neg(hn::Inf(d))), mask, i);
}

float LargestOf(const float* x, std::int64_t n) {
  const hn::CappedTag<float, 8> d;
  auto top = hn::Neg(hn::Inf(d));
  auto bad = hn::FirstN(d, 0);
  ForEachVector(x, n, [&](auto v, auto, std::int64_t) HWY_ATTR {
    bad = hn::Or(bad, hn::IsNaN(v));
    top = hn::Max(top, v);
  });
  if (!hn::AllFalse(d, bad)) return std::numeric_limits<float>::quiet_NaN();
  return hn::GetLane(hn::MaxOfLanes(d, top));
}

// y = exp(x - top); returns the sum.
float ExpBelow(const float* x, std::int64_t n, float top, float* y) {
  const hn::CappedTag<float, 8> d;
  auto sum = hn::Zero(d);
  ForEachVector(x, n, [&](auto v, auto mask, std::int64_t at) HWY_ATTR {
    const auto e = Exp(d, hn::Sub(v, hn::Set(d, top)));
    hn::BlendedStore(e, mask, d, y + at);
    sum = hn::Add(sum, hn::IfThenElseZero(mask, e));
  });
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

void DivideBy(float* y, std::int64_t n, float divisor) {
  const hn::CappedTag<float, 8> d;
  ForEachVector(y, n, [&](auto v, auto mask, std::int64_t at) HWY_ATTR {
    hn::BlendedStore(hn::Div(v, hn::Set(d, divisor)), mask, d, y + at);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(LargestOf);
HWY_EXPORT(ExpBelow);
HWY_EXPORT(DivideBy);

float largest_of(const float* x, std::int64_t n) { return HWY_DYNAMIC_DISPATCH(LargestOf)(x, n); }

// Leaves exp(x - top) in y.
float exp_below(const float* x, std::int64_t n, float top, float* y) {
  return HWY_DYNAMIC_DISPATCH(ExpBelow)(x, n, top, y);
}

void softmax(const float* x, std::int64_t n, float* y) {
  const float sum = exp_below(x, n, largest_of(x, n), y);
  HWY_DYNAMIC_DISPATCH(DivideBy)(y, n, sum);
}

void log_softmax(const float* x, std::int64_t n, float* y) {
  const float top = largest_of(x, n), log_sum = std::log(exp_below(x, n, top, y));
  for (std::int64_t i = 0; i < n; ++i) y[i] = x[i] - top - log_sum;
}

struct Rows {
  std::int64_t count = 0, size = 0;

  template <class F>
  void each(const Launch& l, F f) const {
    const bool small = count * size < 4096;
    parallel_for(small ? 1 : l.num_threads(), count, [&](std::int64_t row) { f(row, row * size); });
  }
};

std::variant<Rows, Refusal> read_rows(const NodeView& n) {
  const TensorType& x = n.input_type(0);
  INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
  INGOT_REFUSE_UNLESS(x.num_elements() > 0, "nothing to do");
  return Rows{x.num_elements() / x.shape.back(), x.shape.back()};
}

// Of ops with an axis: along the last one only.
template <class F>
Match along_last_axis(const NodeView& n, std::vector<InPlace> in_place, F run) {
  INGOT_REFUSE_UNLESS(n.axis("axis") == n.input_type(0).rank() - 1, "axis {} is not the last",
                      n.axis("axis"));
  const auto read = read_rows(n);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  Kernel kernel;
  kernel.in_place = std::move(in_place);
  kernel.run = [rows = std::get<Rows>(read), run](const Launch& l) {
    rows.each(l, [&](std::int64_t, std::int64_t at) { run(l, at, rows.size); });
  };
  return kernel;
}

struct Labels {
  const void* data;
  DType dtype;
  [[nodiscard]] std::int64_t operator[](std::int64_t i) const {
    return dtype == i64 ? static_cast<const std::int64_t*>(data)[i]
                        : static_cast<const std::int32_t*>(data)[i];
  }
};

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

float cross_entropy(const float* x, std::int64_t n, std::int64_t label, float smoothing,
                    float* scratch) {
  if (label == -1) return 0;
  if (label < 0 || label >= n) return kNaN;
  const float top = largest_of(x, n), log_sum = std::log(exp_below(x, n, top, scratch));
  const float hit = x[label] - top - log_sum;
  if (smoothing == 0) return -hit;
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += static_cast<double>(x[i] - top - log_sum);
  return -hit * (1 - smoothing) - static_cast<float>(sum / static_cast<double>(n)) * smoothing;
}

void cross_entropy_backward(const float* x, std::int64_t n, std::int64_t label, double smoothing,
                            float dy, float* dx) {
  if (label == -1 || label < 0 || label >= n) {
    std::fill_n(dx, n, label == -1 ? 0.0f : kNaN);
    return;
  }
  softmax(x, n, dx);
  const double rest = smoothing / static_cast<double>(n);
  const float miss = static_cast<float>(rest), hit = static_cast<float>(1 - smoothing + rest);
  for (std::int64_t i = 0; i < n; ++i) dx[i] = (dx[i] - (i == label ? hit : miss)) * dy;
}

// The type of the labels, or why not.
std::variant<DType, Refusal> label_type(const NodeView& n) {
  const DType labels = n.input_type(1).dtype;
  INGOT_REFUSE_UNLESS(labels == i64 || labels == i32, "labels of {}", to_string(labels));
  return labels;
}

}  // namespace

Match softmax_kernel(const NodeView& n, const MatchContext&) {
  return along_last_axis(n, {{0, 0}}, [](const Launch& l, std::int64_t at, std::int64_t size) {
    softmax(l.in<float>(0) + at, size, l.out<float>(0) + at);
  });
}

Match log_softmax_kernel(const NodeView& n, const MatchContext&) {
  return along_last_axis(n, {}, [](const Launch& l, std::int64_t at, std::int64_t size) {
    log_softmax(l.in<float>(0) + at, size, l.out<float>(0) + at);
  });
}

Match softmax_backward_kernel(const NodeView& n, const MatchContext&) {
  return along_last_axis(n, {{0, 0}, {0, 1}},
                         [](const Launch& l, std::int64_t at, std::int64_t size) {
                           const float *y = l.in<float>(0) + at, *dy = l.in<float>(1) + at;
                           double mean = 0;
                           for (std::int64_t i = 0; i < size; ++i)
                             mean += static_cast<double>(y[i] * dy[i]);
                           for (std::int64_t i = 0; i < size; ++i)
                             l.out<float>(0)[at + i] = y[i] * (dy[i] - static_cast<float>(mean));
                         });
}

Match cross_entropy_kernel(const NodeView& n, const MatchContext&) {
  const auto read = read_rows(n);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto labels = label_type(n);
  if (const auto* refusal = std::get_if<Refusal>(&labels)) return *refusal;
  const Rows rows = std::get<Rows>(read);
  Kernel kernel;
  kernel.scratch_bytes = static_cast<std::size_t>(rows.count * rows.size) * sizeof(float);
  kernel.run = [rows, dtype = std::get<DType>(labels),
                smoothing = static_cast<float>(n.number("label_smoothing"))](const Launch& l) {
    const Labels label{l.in(1), dtype};
    rows.each(l, [&](std::int64_t row, std::int64_t at) {
      l.out<float>(0)[row] = cross_entropy(l.in<float>(0) + at, rows.size, label[row], smoothing,
                                           l.scratch<float>() + at);
    });
  };
  return kernel;
}

Match cross_entropy_backward_kernel(const NodeView& n, const MatchContext&) {
  const auto read = read_rows(n);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto labels = label_type(n);
  if (const auto* refusal = std::get_if<Refusal>(&labels)) return *refusal;
  Kernel kernel;
  kernel.in_place = {{0, 0}};
  kernel.run = [rows = std::get<Rows>(read), dtype = std::get<DType>(labels),
                smoothing = n.number("label_smoothing")](const Launch& l) {
    const Labels label{l.in(1), dtype};
    rows.each(l, [&](std::int64_t row, std::int64_t at) {
      cross_entropy_backward(l.in<float>(0) + at, rows.size, label[row], smoothing,
                             l.in<float>(2)[row], l.out<float>(0) + at);
    });
  };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
