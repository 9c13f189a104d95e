#include "ops/class_labels.h"

#include <limits>

namespace ingot {
namespace {

Value as_column(Builder& g, const Value& labels) {
  Ints shape = labels.shape().to_vector();
  shape.push_back(1);
  const Value wide = labels.dtype() == i64 ? labels : g.cast(labels, i64);
  return g.reshape(wide, shape);
}

}  // namespace

TensorType infer_labelled(const NodeView& n) {
  n.require_float(0);
  require_integer(n, 1);
  const Shape& logits = n.input_type(0).shape;
  const Shape& labels = n.input_type(1).shape;
  n.require(logits.rank() >= 1 && logits.without(logits.rank() - 1) == labels,
            text("labels must have the shape of the logits without its last axis",
                 "标签的形状须为 logits 去掉最后一轴"));
  return {n.input_type(0).dtype, labels};
}

Value label_hits(Builder& g, const Value& labels, std::int64_t num_classes) {
  return g.equal(as_column(g, labels), g.iota(i64, {num_classes}, 0));
}

Value where_labelled(Builder& g, const Value& labels, std::int64_t num_classes,
                     const Value& value) {
  const Value label = as_column(g, labels);
  const Value wrong =
      g.logical_or(g.less(label, g.scalar(i64, -1)),
                   g.greater_equal(label, g.scalar(i64, static_cast<double>(num_classes))));
  const Value nan = g.scalar(value.dtype(), std::numeric_limits<double>::quiet_NaN());
  const Value zero = g.scalar(value.dtype(), 0);
  return g.select(g.equal(label, g.scalar(i64, -1)), zero, g.select(wrong, nan, value));
}

}  // namespace ingot
