// Matrix product in f32.
//
// Algorithm    operands are packed into panels of 6 rows and 16 columns; a register tile of 6 x 16
//              runs over blocks of 384 along k, which are added to the result in order
// Assumes      nothing about shapes; edges are padded with zeros in the panels
// Invariance   an element is the same chain of multiply-adds whatever the number of rows, its place
//              among them and the number of threads
// Source       Goto and van de Geijn 2008, Anatomy of high-performance matrix multiplication
#include "backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/gemm.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::int64_t kRows = 6, kColumns = 16;

// c (6 x 16, row stride `stride`) = or += a panel (6 x k) times b panel (k x 16).
void MultiplyTile(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::int64_t k,
                  float* HWY_RESTRICT c, std::int64_t stride, bool add) {
  const hn::CappedTag<float, 8> d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t column = 0; column < kColumns; column += 2 * lanes) {
    using V = hn::Vec<decltype(d)>;
    V s00 = hn::Zero(d), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00;
    V s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00;
    const float* from = b + column;
    for (std::int64_t p = 0; p < k; ++p, from += kColumns) {
      const V b0 = hn::Load(d, from), b1 = hn::Load(d, from + lanes);
      const float* factor = a + p * kRows;
      V f = hn::Set(d, factor[0]);
      s00 = hn::MulAdd(f, b0, s00);
      s01 = hn::MulAdd(f, b1, s01);
      f = hn::Set(d, factor[1]);
      s10 = hn::MulAdd(f, b0, s10);
      s11 = hn::MulAdd(f, b1, s11);
      f = hn::Set(d, factor[2]);
      s20 = hn::MulAdd(f, b0, s20);
      s21 = hn::MulAdd(f, b1, s21);
      f = hn::Set(d, factor[3]);
      s30 = hn::MulAdd(f, b0, s30);
      s31 = hn::MulAdd(f, b1, s31);
      f = hn::Set(d, factor[4]);
      s40 = hn::MulAdd(f, b0, s40);
      s41 = hn::MulAdd(f, b1, s41);
      f = hn::Set(d, factor[5]);
      s50 = hn::MulAdd(f, b0, s50);
      s51 = hn::MulAdd(f, b1, s51);
    }
    const auto store = [&](V v, std::int64_t row, std::size_t at) {
      float* to = c + row * stride + static_cast<std::int64_t>(column + at);
      hn::StoreU(add ? hn::Add(hn::LoadU(d, to), v) : v, d, to);
    };
    store(s00, 0, 0);
    store(s01, 0, lanes);
    store(s10, 1, 0);
    store(s11, 1, lanes);
    store(s20, 2, 0);
    store(s21, 2, lanes);
    store(s30, 3, 0);
    store(s31, 3, lanes);
    store(s40, 4, 0);
    store(s41, 4, lanes);
    store(s50, 5, 0);
    store(s51, 5, lanes);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(MultiplyTile);

constexpr std::int64_t kRows = 6, kColumns = 16, kDepth = 384;

// One operand plane as (rows, columns) after its transposition.
struct Plane {
  const float* data;
  std::int64_t row_step, column_step;
};

struct Sizes {
  std::int64_t m, n, k;
  [[nodiscard]] std::int64_t row_panels() const { return (m + kRows - 1) / kRows; }
  [[nodiscard]] std::int64_t column_panels() const { return (n + kColumns - 1) / kColumns; }
  [[nodiscard]] std::size_t packed_a() const {
    return static_cast<std::size_t>((row_panels() * kRows * k + 15) / 16 * 16);
  }
  [[nodiscard]] std::size_t packed_b() const {
    return static_cast<std::size_t>(column_panels() * kColumns * k);
  }
};

// Panels of `width` vectors: element (v, p) of panel q at q * width * k + p * width + v.
void pack_panel(const float* from, std::int64_t vector_step, std::int64_t depth_step,
                std::int64_t vectors, std::int64_t width, std::int64_t k, float* to) {
  if (vector_step == 1 && vectors == width) {
    for (std::int64_t p = 0; p < k; ++p) std::copy_n(from + p * depth_step, width, to + p * width);
    return;
  }
  for (std::int64_t v = 0; v < width; ++v)
    for (std::int64_t p = 0; p < k; ++p)
      to[p * width + v] = v < vectors ? from[v * vector_step + p * depth_step] : 0.0f;
}

void multiply_panels(const Sizes& s, const float* a, const float* b, float* c, std::int64_t row,
                     std::int64_t column) {
  const float* pa = a + row * kRows * s.k;
  const float* pb = b + column * kColumns * s.k;
  const std::int64_t rows = std::min(kRows, s.m - row * kRows);
  const std::int64_t columns = std::min(kColumns, s.n - column * kColumns);
  float* to = c + row * kRows * s.n + column * kColumns;
  const bool whole = rows == kRows && columns == kColumns;
  alignas(64) float edge[kRows * kColumns];
  for (std::int64_t p = 0; p < s.k; p += kDepth) {
    const std::int64_t depth = std::min(kDepth, s.k - p);
    HWY_DYNAMIC_DISPATCH(MultiplyTile)
    (pa + p * kRows, pb + p * kColumns, depth, whole ? to : edge, whole ? s.n : kColumns, p > 0);
  }
  if (!whole)
    for (std::int64_t r = 0; r < rows; ++r) std::copy_n(edge + r * kColumns, columns, to + r * s.n);
}

void multiply(const Sizes& s, const Plane& a, const Plane& b, float* c, float* scratch,
              int num_threads) {
  float* packed_a = scratch;
  float* packed_b = scratch + s.packed_a();
  const std::int64_t row_panels = s.row_panels(), column_panels = s.column_panels();
  // Column panels in groups that stay in the second-level cache while the rows pass by.
  const std::int64_t group =
      std::max<std::int64_t>(1, (std::int64_t{1} << 17) / (kColumns * std::min(s.k, kDepth)));
  const std::int64_t groups = (column_panels + group - 1) / group;
  const bool small = s.m * s.n * s.k < (1 << 16);
#pragma omp parallel num_threads(small ? 1 : num_threads)
  {
#pragma omp for schedule(static)
    for (std::int64_t q = 0; q < row_panels; ++q)
      pack_panel(a.data + q * kRows * a.row_step, a.row_step, a.column_step,
                 std::min(kRows, s.m - q * kRows), kRows, s.k, packed_a + q * kRows * s.k);
#pragma omp for schedule(static)
    for (std::int64_t q = 0; q < column_panels; ++q)
      pack_panel(b.data + q * kColumns * b.column_step, b.column_step, b.row_step,
                 std::min(kColumns, s.n - q * kColumns), kColumns, s.k,
                 packed_b + q * kColumns * s.k);
#pragma omp for schedule(static) collapse(2)
    for (std::int64_t g = 0; g < groups; ++g)
      for (std::int64_t row = 0; row < row_panels; ++row)
        for (std::int64_t column = g * group; column < std::min(column_panels, (g + 1) * group);
             ++column)
          multiply_panels(s, packed_a, packed_b, c, row, column);
  }
}

Shape batch_of(const Shape& s) {
  return Shape(std::span<const std::int64_t>(s.begin(), static_cast<std::size_t>(s.rank() - 2)));
}

// Which plane of an operand meets plane `index` of the result.
std::int64_t plane_of(std::int64_t index, const Shape& result, const Shape& operand) {
  std::int64_t plane = 0, step = 1;
  for (int axis = result.rank() - 1, own = operand.rank() - 1; own >= 0; --axis, --own) {
    if (operand[own] != 1) plane += index % result[axis] * step;
    step *= operand[own];
    index /= result[axis];
  }
  return plane;
}

}  // namespace

Match gemm_kernel(const NodeView& n, const MatchContext&) {
  const TensorType &a = n.input_type(0), &b = n.input_type(1), &y = n.output_type(0);
  INGOT_REFUSE_UNLESS(a.dtype == f32, "only f32, not {}", to_string(a.dtype));
  INGOT_REFUSE_UNLESS(y.num_elements() > 0, "the result is empty");
  const bool ta = n.flag("transpose_a"), tb = n.flag("transpose_b");
  const Sizes s{y.shape[y.rank() - 2], y.shape.back(), ta ? a.shape[a.rank() - 2] : a.shape.back()};
  INGOT_REFUSE_UNLESS(s.k > 0, "the sum is empty");
  const std::int64_t a_columns = a.shape.back(), b_columns = b.shape.back();
  const Shape batch = batch_of(y.shape), batch_a = batch_of(a.shape), batch_b = batch_of(b.shape);
  Kernel kernel;
  kernel.flops = 2.0 * static_cast<double>(y.num_elements()) * static_cast<double>(s.k);
  kernel.scratch_bytes = (s.packed_a() + s.packed_b()) * sizeof(float);
  kernel.run = [=](const Launch& l) {
    for (std::int64_t i = 0; i < batch.num_elements(); ++i) {
      const float* pa = l.in<float>(0) + plane_of(i, batch, batch_a) * s.m * s.k;
      const float* pb = l.in<float>(1) + plane_of(i, batch, batch_b) * s.k * s.n;
      multiply(s, ta ? Plane{pa, 1, a_columns} : Plane{pa, a_columns, 1},
               tb ? Plane{pb, 1, b_columns} : Plane{pb, b_columns, 1},
               l.out<float>(0) + i * s.m * s.n, l.scratch<float>(), l.num_threads());
    }
  };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
