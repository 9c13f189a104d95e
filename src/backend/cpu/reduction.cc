// Sum, max and min over any axes.
//
// Algorithm    neighbouring axes of one kind are merged; what is reduced to one element is cut into
//              pieces of a fixed size, whose results are combined in order
// Assumes      f32; everything is accumulated in double
// Invariance   pieces depend on the reduced sizes only: neither on threads nor on the kept axes
// Source       Higham 2002, Accuracy and Stability of Numerical Algorithms, sec. 4.2
#include "backend/cpu/reduction.h"
#include "backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/reduction.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// A NaN wins and stays.
template <ReductionKind kKind, class V>
HWY_INLINE V Combine(V acc, V x) {
  if constexpr (kKind == ReductionKind::sum)
    return hn::Add(acc, x);
  else if constexpr (kKind == ReductionKind::max)
    return hn::IfThenElse(hn::Or(hn::Ge(acc, x), hn::IsNaN(acc)), acc, x);
  else
    return hn::IfThenElse(hn::Or(hn::Le(acc, x), hn::IsNaN(acc)), acc, x);
}

template <ReductionKind kKind>
HWY_INLINE double Row(const float* HWY_RESTRICT x, std::int64_t n, double init) {
  const hn::CappedTag<double, 4> d;
  const hn::Rebind<float, decltype(d)> df;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto load = [&](std::int64_t i) HWY_ATTR { return hn::PromoteTo(d, hn::LoadU(df, x + i)); };
  double acc = init;
  std::int64_t i = 0;
  if (n >= 4 * lanes) {
    auto s0 = load(0), s1 = load(lanes), s2 = load(2 * lanes), s3 = load(3 * lanes);
    for (i = 4 * lanes; i + 4 * lanes <= n; i += 4 * lanes) {
      s0 = Combine<kKind>(s0, load(i));
      s1 = Combine<kKind>(s1, load(i + lanes));
      s2 = Combine<kKind>(s2, load(i + 2 * lanes));
      s3 = Combine<kKind>(s3, load(i + 3 * lanes));
    }
    alignas(64) double part[8];
    hn::Store(Combine<kKind>(Combine<kKind>(s0, s1), Combine<kKind>(s2, s3)), d, part);
    for (std::int64_t k = 0; k < lanes; ++k) acc = combine(kKind, acc, part[k]);
  }
  for (; i < n; ++i) acc = combine(kKind, acc, static_cast<double>(x[i]));
  return acc;
}

// acc[i] = combine(acc[i], x[row, i]) for rows in order; acc is aligned. Eight columns at a time
// stay in registers.
template <ReductionKind kKind>
HWY_INLINE void Columns(const float* HWY_RESTRICT x, std::int64_t rows, std::int64_t stride,
                        std::int64_t n, double* HWY_RESTRICT acc) {
  const hn::CappedTag<double, 4> d;
  const hn::Rebind<float, decltype(d)> df;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t i = 0;
  for (; i + 2 * lanes <= n; i += 2 * lanes) {
    auto low = hn::Load(d, acc + i), high = hn::Load(d, acc + i + lanes);
    for (std::int64_t row = 0; row < rows; ++row) {
      const float* from = x + row * stride + i;
      low = Combine<kKind>(low, hn::PromoteTo(d, hn::LoadU(df, from)));
      high = Combine<kKind>(high, hn::PromoteTo(d, hn::LoadU(df, from + lanes)));
    }
    hn::Store(low, d, acc + i);
    hn::Store(high, d, acc + i + lanes);
  }
  for (; i < n; ++i)
    for (std::int64_t row = 0; row < rows; ++row)
      acc[i] = combine(kKind, acc[i], static_cast<double>(x[row * stride + i]));
}

double ReduceRow(ReductionKind kind, const float* x, std::int64_t n, double init) {
  switch (kind) {
    case ReductionKind::sum: return Row<ReductionKind::sum>(x, n, init);
    case ReductionKind::max: return Row<ReductionKind::max>(x, n, init);
    case ReductionKind::min: break;
  }
  return Row<ReductionKind::min>(x, n, init);
}

void ReduceColumns(ReductionKind kind, const float* x, std::int64_t rows, std::int64_t stride,
                   std::int64_t n, double* acc) {
  switch (kind) {
    case ReductionKind::sum: return Columns<ReductionKind::sum>(x, rows, stride, n, acc);
    case ReductionKind::max: return Columns<ReductionKind::max>(x, rows, stride, n, acc);
    case ReductionKind::min: return Columns<ReductionKind::min>(x, rows, stride, n, acc);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(ReduceRow);
HWY_EXPORT(ReduceColumns);

constexpr std::int64_t kPiece = 1 << 15, kPieceRows = 512, kRows = 64;

// Axes as one flat index.
struct Axes {
  Shape sizes;
  std::array<std::int64_t, Shape::kMaxRank> strides{};

  void add(std::int64_t size, std::int64_t stride) {
    strides[static_cast<std::size_t>(sizes.rank())] = stride;
    sizes.push_back(size);
  }
  void drop_last() { sizes = sizes.without(sizes.rank() - 1); }
  [[nodiscard]] std::int64_t count() const { return sizes.num_elements(); }
  [[nodiscard]] std::int64_t offset(std::int64_t i) const {
    std::int64_t at = 0;
    for (int a = sizes.rank() - 1; a > 0; --a) {
      at += i % sizes[a] * strides[static_cast<std::size_t>(a)];
      i /= sizes[a];
    }
    return sizes.rank() > 0 ? at + i * strides[0] : 0;
  }
};

double initial(ReductionKind kind) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return kind == ReductionKind::sum ? 0 : kind == ReductionKind::max ? -kInfinity : kInfinity;
}

struct Reduction {
  ReductionKind kind;
  Axes kept, reduced;      // without the innermost
  std::int64_t inner = 1;  // the innermost run, stride 1
  bool inner_reduced = true;

  // Results are (kept, width); each comes from `pieces` parts.
  [[nodiscard]] std::int64_t width() const { return inner_reduced ? 1 : inner; }
  [[nodiscard]] std::int64_t pieces() const {
    return inner_reduced ? (reduced.count() * inner + kPiece - 1) / kPiece
                         : (reduced.count() + piece_rows() - 1) / piece_rows();
  }
  [[nodiscard]] std::int64_t results() const { return kept.count() * width(); }

  // Elements [first, last) of the flattened reduced axes.
  [[nodiscard]] double reduce_run(const float* x, std::int64_t first, std::int64_t last) const {
    double acc = initial(kind);
    for (std::int64_t at = first; at < last;) {
      const std::int64_t row = at / inner, column = at % inner;
      const std::int64_t n = std::min(inner - column, last - at);
      acc = HWY_DYNAMIC_DISPATCH(ReduceRow)(kind, x + reduced.offset(row) + column, n, acc);
      at += n;
    }
    return acc;
  }

  void run_piece(const float* x, std::int64_t k, std::int64_t piece, double* to) const {
    if (inner_reduced) {
      const std::int64_t all = reduced.count() * inner;
      *to = reduce_run(x + kept.offset(k), piece * kPiece, std::min(all, (piece + 1) * kPiece));
      return;
    }
    const std::int64_t first = piece * piece_rows();
    const std::int64_t last = std::min(reduced.count(), first + piece_rows());
    // Rows along the last reduced axis lie at one distance.
    const std::int64_t run = reduced.sizes.rank() > 0 ? reduced.sizes.back() : 1;
    const std::int64_t stride =
        reduced.sizes.rank() > 0
            ? reduced.strides[static_cast<std::size_t>(reduced.sizes.rank() - 1)]
            : 0;
    std::fill_n(to, inner, initial(kind));
    for (std::int64_t row = first; row < last;) {
      const std::int64_t rows = std::min({run - row % run, last - row, kRows});
      HWY_DYNAMIC_DISPATCH(ReduceColumns)
      (kind, x + kept.offset(k) + reduced.offset(row), rows, stride, inner, to);
      row += rows;
    }
  }
  // About as many elements as a piece of one row.
  [[nodiscard]] std::int64_t piece_rows() const {
    return std::max<std::int64_t>(kPieceRows, kPiece / inner);
  }

  // Parts lie in scratch as (kept, piece, width).
  void run(const Launch& l) const {
    const std::int64_t num_pieces = pieces(), columns = width(), step = padded_width();
    double* parts = l.scratch<double>();
    const std::int64_t units = kept.count() * num_pieces;
    const bool small = units * kPiece < (1 << 16) && kept.count() * reduced.count() * inner < 8192;
    on_threads(small ? 1 : l.num_threads(), [&](int thread, int threads) {
      const Share own_units = share_of(units, thread, threads);
      for (std::int64_t u = own_units.begin; u < own_units.end; ++u)
        run_piece(l.in<float>(0), u / num_pieces, u % num_pieces, parts + u * step);
      wait_for_threads(threads);
      const Share own_results = share_of(kept.count(), thread, threads);
      for (std::int64_t k = own_results.begin; k < own_results.end; ++k)
        for (std::int64_t column = 0; column < columns; ++column) {
          const double* from = parts + k * num_pieces * step + column;
          double acc = from[0];
          for (std::int64_t piece = 1; piece < num_pieces; ++piece)
            acc = combine(kind, acc, from[piece * step]);
          l.out<float>(0)[k * columns + column] = static_cast<float>(acc);
        }
    });
  }
  [[nodiscard]] std::size_t scratch_bytes() const {
    return static_cast<std::size_t>(kept.count() * pieces() * padded_width()) * sizeof(double);
  }
  [[nodiscard]] std::int64_t padded_width() const {
    return inner_reduced ? 1 : (inner + 7) / 8 * 8;
  }
};

Reduction make_reduction(ReductionKind kind, const Shape& shape, const std::vector<int>& axes) {
  Reduction r{.kind = kind, .kept = {}, .reduced = {}};
  const auto strides = shape.strides();
  int last_kind = -1;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int is_reduced = std::find(axes.begin(), axes.end(), axis) != axes.end() ? 1 : 0;
    if (shape[axis] == 1 && shape.num_elements() > 1) continue;
    Axes& box = is_reduced == 1 ? r.reduced : r.kept;
    const std::int64_t stride = strides[static_cast<std::size_t>(axis)];
    if (is_reduced == last_kind) {
      const int last = box.sizes.rank() - 1;
      box.sizes.set(last, box.sizes[last] * shape[axis]);
      box.strides[static_cast<std::size_t>(last)] = stride;
    } else {
      box.add(shape[axis], stride);
    }
    last_kind = is_reduced;
  }
  if (last_kind < 0) return r;
  r.inner_reduced = last_kind == 1;
  Axes& box = r.inner_reduced ? r.reduced : r.kept;
  r.inner = box.sizes.back();
  box.drop_last();
  return r;
}

Match reduction_kernel(const NodeView& n, ReductionKind kind) {
  const TensorType& x = n.input_type(0);
  INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
  INGOT_REFUSE_UNLESS(x.num_elements() > 0, "nothing to do");
  const Reduction r = make_reduction(kind, x.shape, n.axes("axes"));
  Kernel kernel;
  kernel.scratch_bytes = r.scratch_bytes();
  kernel.flops = static_cast<double>(x.num_elements());
  kernel.run = [r](const Launch& l) { r.run(l); };
  // Per channel: the lanes of a block are channels, too.
  const Shape& s = x.shape;
  if (x.rank() == 4 && s[1] % 8 == 0 && n.axes("axes") == std::vector<int>{0, 2, 3}) {
    const Reduction b = make_reduction(kind, Shape{s[0], s[1] / 8, s[2] * s[3], 8}, {0, 2});
    kernel.layouts = {{{kBlocked}, {""}, [b](const Launch& l) { b.run(l); }, b.scratch_bytes()}};
  }
  // Per picture and channel: what is left lies as in a plain result.
  if (x.rank() == 4 && s[1] % 8 == 0 && n.axes("axes") == std::vector<int>{2, 3}) {
    const Reduction b = make_reduction(kind, Shape{s[0] * s[1] / 8, s[2] * s[3], 8}, {1});
    kernel.layouts = {{{kBlocked}, {""}, [b](const Launch& l) { b.run(l); }, b.scratch_bytes()}};
  }
  return kernel;
}

}  // namespace

Match sum_kernel(const NodeView& n, const MatchContext&) {
  return reduction_kernel(n, ReductionKind::sum);
}
Match max_kernel(const NodeView& n, const MatchContext&) {
  return reduction_kernel(n, ReductionKind::max);
}
Match min_kernel(const NodeView& n, const MatchContext&) {
  return reduction_kernel(n, ReductionKind::min);
}

}  // namespace ingot
#endif  // HWY_ONCE
