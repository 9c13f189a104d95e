#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {
namespace {

Shape without_last_two(const Shape& s) {
  return Shape(std::span<const std::int64_t>(s.begin(), static_cast<std::size_t>(s.rank() - 2)));
}

TensorTypes infer_matmul(const NodeView& n) {
  n.require_float(0);
  n.require_same_dtype(0, 1);
  const Shape& a = n.input_type(0).shape;
  const Shape& b = n.input_type(1).shape;
  n.require(a.rank() >= 2 && b.rank() >= 2,
            text("both inputs need rank 2 or more", "两个输入的维数都须至少为 2"));
  const int ta = n.flag("transpose_a") ? 1 : 0, tb = n.flag("transpose_b") ? 1 : 0;
  const std::int64_t m = a[a.rank() - 2 + ta], ka = a[a.rank() - 1 - ta];
  const std::int64_t kb = b[b.rank() - 2 + tb], columns = b[b.rank() - 1 - tb];
  n.require(ka == kb, text("the inner sizes {} and {} differ", "内侧大小 {} 与 {} 不同", ka, kb));
  auto shape = broadcast(without_last_two(a), without_last_two(b));
  n.require(shape.has_value(), text("the batch axes do not broadcast", "批次轴无法广播"));
  n.require(shape->rank() + 2 <= Shape::kMaxRank, text("too many axes", "轴数过多"));
  shape->push_back(m);
  shape->push_back(columns);
  return TensorType{n.input_type(0).dtype, *shape};
}

// (rows, columns) -> (columns, rows)
template <class C>
void transpose_plane(const C* from, std::int64_t rows, std::int64_t columns, C* to) {
  for (std::int64_t i = 0; i < columns; ++i)
    for (std::int64_t j = 0; j < rows; ++j) to[i * rows + j] = from[j * columns + i];
}

// y (m, n) += a (m, k) b (k, n), each element in ascending k.
template <class C>
void multiply(const C* a, const C* b, C* y, std::int64_t m, std::int64_t k, std::int64_t n) {
  for (std::int64_t i = 0; i < m; ++i) {
    C* row = y + i * n;
    for (std::int64_t p = 0; p < k; ++p) {
      const C factor = a[i * k + p];
      const C* from = b + p * n;
      for (std::int64_t j = 0; j < n; ++j) row[j] += factor * from[j];
    }
  }
}

// Index of the plane of an operand that meets batch element `index` of the result.
std::int64_t plane_of(std::int64_t index, const Shape& result, const Shape& operand) {
  std::int64_t plane = 0, step = 1;
  for (int axis = result.rank() - 3, own = operand.rank() - 3; own >= 0; --axis, --own) {
    if (operand[own] != 1) plane += index % result[axis] * step;
    step *= operand[own];
    index /= result[axis];
  }
  return plane;
}

template <class C>
void run_matmul(const ReferenceArgs& r) {
  const Shape& sa = r.input(0).shape();
  const Shape& sb = r.input(1).shape();
  const Shape& sy = r.output(0).shape();
  const bool ta = r.node().flag("transpose_a"), tb = r.node().flag("transpose_b");
  const std::int64_t m = sy[sy.rank() - 2], n = sy.back(), k = ta ? sa[sa.rank() - 2] : sa.back();
  const Operand<C> a(r.input(0)), b(r.input(1));
  Result<C> y(r.output(0));
  if (sy.num_elements() == 0) return;
  std::vector<C> flipped_a(static_cast<std::size_t>(ta ? m * k : 0));
  std::vector<C> flipped_b(static_cast<std::size_t>(tb ? k * n : 0));
  const std::int64_t planes = sy.num_elements() / (m * n);
  for (std::int64_t i = 0, last_b = -1; i < planes; ++i) {
    const C* pa = a.data() + plane_of(i, sy, sa) * m * k;
    const std::int64_t plane_b = plane_of(i, sy, sb);
    const C* pb = b.data() + plane_b * k * n;
    if (ta) transpose_plane(pa, k, m, flipped_a.data());
    if (tb && plane_b != last_b) transpose_plane(pb, n, k, flipped_b.data());
    last_b = plane_b;
    multiply(ta ? flipped_a.data() : pa, tb ? flipped_b.data() : pb, y.data() + i * m * n, m, k, n);
  }
}

// A shared right operand sums over the batch: one large product instead of many that are summed.
Value flat(Builder& g, const Value& v) {
  return g.reshape(v, {v.shape().num_elements() / std::max<std::int64_t>(1, v.shape().back()),
                       v.shape().back()});
}

Values matmul_gradients(Builder& g, const NodeView& n, const Values& dy) {
  const Value a = n.input(0), b = n.input(1);
  const bool ta = n.flag("transpose_a"), tb = n.flag("transpose_b");
  const Value da = ta ? g.matmul(b, dy[0], tb, 1) : g.matmul(dy[0], b, 0, !tb);
  const bool shared =
      b.rank() == 2 && a.rank() > 2 && !ta && a.shape().back() > 0 && dy[0].shape().back() > 0;
  const Value left = shared ? flat(g, a) : a, dy_left = shared ? flat(g, dy[0]) : dy[0];
  const Value db = tb ? g.matmul(dy_left, left, 1, ta) : g.matmul(left, dy_left, !ta, 0);
  return {sum_to(g, da, a.shape()), sum_to(g, db, b.shape())};
}

}  // namespace

OpDef define_matmul() {
  return {
      .name = "matmul",
      .doc =
          "Matrix product of the last two axes: y[..., i, j] = sum over p of\n"
          "a[..., i, p] b[..., p, j]. The axes before them broadcast. Sums run in ascending p,\n"
          "in f64 for f64 and in f32 for all other types. An empty inner axis gives 0.\n"
          "Source: Golub and Van Loan 2013, Matrix Computations, sec. 1.1.",
      .inputs = {{"a", "float tensor (..., m, k); (..., k, m) with transpose_a"},
                 {"b", "float tensor (..., k, n); (..., n, k) with transpose_b"}},
      .attrs = {{"transpose_a", 0, "1: the last two axes of a are exchanged"},
                {"transpose_b", 0, "1: the last two axes of b are exchanged"}},
      .infer = infer_matmul,
      .reference =
          [](const ReferenceArgs& r) {
            dispatch_compute(r.output(0).dtype(), [&]<class C>() { run_matmul<C>(r); });
          },
      .grad = matmul_gradients,
      .onnx = {.name = "MatMul", .since = 13},
      .samples = {"f32[2,3] f32[3,4]", "f32[3,2] f32[3,4] transpose_a=1",
                  "f64[2,3] f64[4,3] transpose_b=1",
                  "f32[3,2] f32[4,3] transpose_a=1 transpose_b=1", "f32[2,5,2,3] f32[3,4]",
                  "f32[5,2,3] f32[2,1,3,2]", "f32[2,0] f32[0,3]", "bf16[4,8] bf16[8,4]"},
  };
}

}  // namespace ingot
