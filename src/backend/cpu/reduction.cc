// Algorithm    neighbouring axes of one kind are merged; what is reduced to one element is cut into
//              pieces of a fixed size, whose results are combined in order
// Assumes      f32; everything is accumulated in double
// Invariance   pieces depend on the reduced sizes only: neither on threads nor on the kept axes,
// nor
//              on where the elements come from
// Source       Higham 2002, Accuracy and Stability of Numerical Algorithms, sec. 4.2
#include "backend/cpu/reduction.h"

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

// A row comes whole or in parts; all but the last part are multiples of 16. Between parts `lanes`
// holds 16 partial results.
template <ReductionKind kKind>
HWY_INLINE double Row(const float* HWY_RESTRICT x, std::int64_t n, RowPart part, double* lanes,
                      double acc) {
  const hn::CappedTag<double, 4> d;
  const hn::Rebind<float, decltype(d)> df;
  const auto step = static_cast<std::int64_t>(hn::Lanes(d));
  const auto load = [&](std::int64_t i) HWY_ATTR { return hn::PromoteTo(d, hn::LoadU(df, x + i)); };
  auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  std::int64_t i = 0;
  bool started = part == RowPart::middle || part == RowPart::last;
  if (started) {
    s0 = hn::Load(d, lanes);
    s1 = hn::Load(d, lanes + step);
    s2 = hn::Load(d, lanes + 2 * step);
    s3 = hn::Load(d, lanes + 3 * step);
  } else if (n >= 4 * step) {
    s0 = load(0);
    s1 = load(step);
    s2 = load(2 * step);
    s3 = load(3 * step);
    i = 4 * step;
    started = true;
  }
  if (started)
    for (; i + 4 * step <= n; i += 4 * step) {
      s0 = Combine<kKind>(s0, load(i));
      s1 = Combine<kKind>(s1, load(i + step));
      s2 = Combine<kKind>(s2, load(i + 2 * step));
      s3 = Combine<kKind>(s3, load(i + 3 * step));
    }
  if (part == RowPart::first || part == RowPart::middle) {
    hn::Store(s0, d, lanes);
    hn::Store(s1, d, lanes + step);
    hn::Store(s2, d, lanes + 2 * step);
    hn::Store(s3, d, lanes + 3 * step);
    return acc;
  }
  if (started) {
    alignas(64) double all[8];
    hn::Store(Combine<kKind>(Combine<kKind>(s0, s1), Combine<kKind>(s2, s3)), d, all);
    for (std::int64_t k = 0; k < step; ++k) acc = combine(kKind, acc, all[k]);
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

double ReduceRow(ReductionKind kind, const float* x, std::int64_t n, RowPart part, double* lanes,
                 double acc) {
  switch (kind) {
    case ReductionKind::sum: return Row<ReductionKind::sum>(x, n, part, lanes, acc);
    case ReductionKind::max: return Row<ReductionKind::max>(x, n, part, lanes, acc);
    case ReductionKind::min: break;
  }
  return Row<ReductionKind::min>(x, n, part, lanes, acc);
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

// Elements of a piece, least rows of one, rows and columns at a time.
constexpr std::int64_t kPiece = 1 << 15, kPieceRows = 32, kRows = 64, kColumns = 1024;

double initial(ReductionKind kind) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  return kind == ReductionKind::sum ? 0 : kind == ReductionKind::max ? -kInfinity : kInfinity;
}

std::int64_t round_up(std::int64_t n, std::int64_t step) { return (n + step - 1) / step * step; }

}  // namespace

std::optional<ReductionKind> reduction_kind(const OpDef& op) {
  if (op.name == "sum") return ReductionKind::sum;
  if (op.name == "max") return ReductionKind::max;
  if (op.name == "min") return ReductionKind::min;
  return std::nullopt;
}

void Reduction::Axes::add(std::int64_t size, std::int64_t stride) {
  strides[static_cast<std::size_t>(sizes.rank())] = stride;
  sizes.push_back(size);
}

std::int64_t Reduction::Axes::offset(std::int64_t i) const {
  std::int64_t at = 0;
  for (int a = sizes.rank() - 1; a > 0; --a) {
    at += i % sizes[a] * strides[static_cast<std::size_t>(a)];
    i /= sizes[a];
  }
  return sizes.rank() > 0 ? at + i * strides[0] : 0;
}

Reduction::Reduction(std::vector<ReductionKind> kinds, const Shape& shape,
                     const std::vector<int>& axes)
    : kinds_(std::move(kinds)) {
  const auto strides = shape.strides();
  int last_kind = -1;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int is_reduced = std::find(axes.begin(), axes.end(), axis) != axes.end() ? 1 : 0;
    if (shape[axis] == 1 && shape.num_elements() > 1) continue;
    Axes& box = is_reduced == 1 ? reduced_ : kept_;
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
  if (last_kind < 0) return;
  inner_reduced_ = last_kind == 1;
  Axes& box = inner_reduced_ ? reduced_ : kept_;
  inner_ = box.sizes.back();
  box.sizes = box.sizes.without(box.sizes.rank() - 1);
  if (!inner_reduced_) block_ = kColumns;
}

std::int64_t Reduction::padded_width() const { return inner_reduced_ ? 1 : round_up(inner_, 8); }

// About as many elements as a piece of one row.
std::int64_t Reduction::piece_rows() const {
  return std::max<std::int64_t>(kPieceRows, kPiece / inner_);
}

std::int64_t Reduction::pieces() const {
  return inner_reduced_ ? (reduced_.count() * inner_ + kPiece - 1) / kPiece
                        : (reduced_.count() + piece_rows() - 1) / piece_rows();
}

std::size_t Reduction::scratch_bytes() const {
  return kinds_.size() * static_cast<std::size_t>(round_up(parts(), 8)) * sizeof(double);
}

std::int64_t Reduction::run_length() const {
  if (reduced_.sizes.rank() == 0) return num_elements();
  if (inner_reduced_) return inner_;
  const std::int64_t rows = reduced_.sizes.back() * inner_;
  return block_ < inner_ ? block_ : rows;
}

void Reduction::run(Elements& elements, double* scratch, int thread, int threads) const {
  const std::int64_t num_pieces = pieces(), num_blocks = blocks();
  const Share own = share_of(kept_.count() * num_pieces * num_blocks, thread, threads);
  // Whole rows follow one another.
  const bool dense = inner_reduced_ && reduced_.sizes.rank() == 0 && num_pieces == 1;
  for (std::int64_t u = own.begin; u < own.end; ++u) {
    const std::int64_t part = u / num_blocks, kept = part / num_pieces, piece = part % num_pieces;
    const std::int64_t column = u % num_blocks * block_;
    double* to = scratch + part * padded_width() + column;
    if (inner_reduced_)
      reduce_rows(elements, kept, piece, dense ? own.end * inner_ : 0, to);
    else
      reduce_columns(elements, kept, piece, {column, std::min(block_, inner_ - column)}, to);
  }
}

// `until` 0: the end of each run.
void Reduction::reduce_rows(Elements& elements, std::int64_t kept, std::int64_t piece,
                            std::int64_t until, double* to) const {
  std::array<double, kMost> acc{};
  for (std::size_t r = 0; r < kinds_.size(); ++r) acc[r] = initial(kinds_[r]);
  const std::int64_t last = std::min(reduced_.count() * inner_, (piece + 1) * kPiece);
  for (std::int64_t at = piece * kPiece; at < last;) {
    const std::int64_t column = at % inner_, n = std::min(inner_ - column, last - at);
    const std::int64_t first = kept_.offset(kept) + reduced_.offset(at / inner_) + column;
    reduce_run(elements, first, n, until > 0 ? until : first + n, acc.data());
    at += n;
  }
  for (std::size_t r = 0; r < kinds_.size(); ++r)
    to[static_cast<std::int64_t>(r) * round_up(parts(), 8)] = acc[r];
}

void Reduction::reduce_run(Elements& elements, std::int64_t first, std::int64_t count,
                           std::int64_t until, double* acc) const {
  const std::int64_t most = elements.most();
  if (count <= most) {
    const float* const* x = elements.load(first, count, until);
    for (std::size_t r = 0; r < kinds_.size(); ++r)
      acc[r] =
          HWY_DYNAMIC_DISPATCH(ReduceRow)(kinds_[r], x[r], count, RowPart::whole, nullptr, acc[r]);
    return;
  }
  alignas(64) std::array<std::array<double, 16>, kMost> lanes{};
  for (std::int64_t done = 0; done < count; done += most) {
    const std::int64_t n = std::min(most, count - done);
    const float* const* x = elements.load(first + done, n, first + count);
    const RowPart part = done == 0           ? RowPart::first
                         : done + n == count ? RowPart::last
                                             : RowPart::middle;
    for (std::size_t r = 0; r < kinds_.size(); ++r)
      acc[r] = HWY_DYNAMIC_DISPATCH(ReduceRow)(kinds_[r], x[r], n, part, lanes[r].data(), acc[r]);
  }
}

void Reduction::reduce_columns(Elements& elements, std::int64_t kept, std::int64_t piece,
                               Columns columns, double* to) const {
  const std::int64_t step = round_up(parts(), 8);
  for (std::size_t r = 0; r < kinds_.size(); ++r)
    std::fill_n(to + static_cast<std::int64_t>(r) * step, columns.count, initial(kinds_[r]));
  const std::int64_t last = std::min(reduced_.count(), (piece + 1) * piece_rows());
  // Rows along the last reduced axis follow one another.
  const std::int64_t run = reduced_.sizes.rank() > 0 ? reduced_.sizes.back() : 1;
  const bool in_memory = elements.most() == Elements::kAll;
  const std::int64_t at_once = in_memory ? kRows : elements.most() / columns.count;
  for (std::int64_t row = piece * piece_rows(); row < last;) {
    const std::int64_t rows = std::min({run - row % run, last - row, at_once});
    const std::int64_t first = kept_.offset(kept) + reduced_.offset(row) + columns.first;
    const Elements::Rows from = elements.load_rows({first, columns.count, rows, inner_});
    for (std::size_t r = 0; r < kinds_.size(); ++r) HWY_DYNAMIC_DISPATCH(ReduceColumns)
    (kinds_[r], from.x[r], rows, from.strides[r], columns.count,
     to + static_cast<std::int64_t>(r) * step);
    row += rows;
  }
}

void Reduction::finish(const double* scratch, float* const* results, int thread,
                       int threads) const {
  const std::int64_t num_pieces = pieces(), columns = width(), step = padded_width();
  const Share own = share_of(kept_.count() * columns, thread, threads);
  for (std::size_t r = 0; r < kinds_.size(); ++r) {
    const double* of_kind = scratch + static_cast<std::int64_t>(r) * round_up(parts(), 8);
    for (std::int64_t i = own.begin; i < own.end; ++i) {
      const double* from = of_kind + i / columns * num_pieces * step + i % columns;
      double acc = from[0];
      for (std::int64_t piece = 1; piece < num_pieces; ++piece)
        acc = combine(kinds_[r], acc, from[piece * step]);
      results[r][i] = static_cast<float>(acc);
    }
  }
}

std::optional<Reduction> blocked_reduction(const std::vector<ReductionKind>& kinds,
                                           const Shape& shape, const std::vector<int>& axes) {
  if (shape.rank() != 4 || shape[1] % 8 != 0) return std::nullopt;
  const std::int64_t batch = shape[0], groups = shape[1] / 8, places = shape[2] * shape[3];
  if (axes == std::vector<int>{0, 2, 3})
    return Reduction(kinds, {batch, groups, places, 8}, {0, 2});
  if (axes == std::vector<int>{2, 3}) return Reduction(kinds, {batch * groups, places, 8}, {1});
  return std::nullopt;
}

}  // namespace ingot
#endif  // HWY_ONCE
