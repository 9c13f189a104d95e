#include "ops/indexing.h"

namespace ingot {

Ints checked_indices(const ReferenceArgs& r, std::int64_t length) {
  const Tensor& given = r.input(1);
  Ints indices(static_cast<std::size_t>(given.num_elements()));
  dispatch(given.dtype(), [&]<class T>() {
    const std::span<const T> data = given.data<T>();
    std::transform(data.begin(), data.end(), indices.begin(),
                   [](T index) { return static_cast<std::int64_t>(index); });
  });
  for (std::int64_t& index : indices) {
    if (index < -length || index >= length)
      throw r.node()
          .fail("index_out_of_range", text("index {} is outside an axis of size {}",
                                           "索引 {} 超出大小为 {} 的轴", index, length))
          .failed_while_running();
    if (index < 0) index += length;
  }
  return indices;
}

Shape indexed_shape(const NodeView& n) {
  const Shape &x = n.input_type(0).shape, &indices = n.input_type(1).shape;
  const int axis = n.axis("axis");
  n.require(x.rank() - 1 + indices.rank() <= Shape::kMaxRank,
            text("the result would have more than {} axes", "结果将超过 {} 个轴", Shape::kMaxRank));
  Shape shape;
  for (int a = 0; a < axis; ++a) shape.push_back(x[a]);
  for (std::int64_t size : indices) shape.push_back(size);
  for (int a = axis + 1; a < x.rank(); ++a) shape.push_back(x[a]);
  return shape;
}

void require_updates(const NodeView& n) {
  require_integer(n, 1);
  n.require_same_dtype(0, 2);
  const Shape wanted = indexed_shape(n);
  n.require(n.input_type(2).shape == wanted,
            text("updates must have shape {}", "updates 的形状须为 {}", to_string(wanted)));
}

void require_element_indices(const NodeView& n) {
  require_integer(n, 1);
  const Shape &x = n.input_type(0).shape, &indices = n.input_type(1).shape;
  const int axis = n.axis("axis");
  n.require(x.rank() == indices.rank() && indices.with(axis, x[axis]) == x,
            text("x and the indices must agree in all axes but {}",
                 "x 与索引在轴 {} 以外的各轴上须相同", axis));
}

Value last_occurrence(Builder& g, const Value& indices, std::int64_t length) {
  const std::int64_t count = indices.shape().num_elements();
  const Value order = g.reshape(g.iota(i64, {count}, 0), indices.shape().to_vector());
  const Value winners = g.scatter(full(g, {i64, {length}}, -1), indices, order, 0);
  return g.equal(g.gather(winners, indices, 0), order);
}

}  // namespace ingot
