// Rows of indexing, of windows whose place is known only at run time, of constants, and of what
// other programs write around them.
#include "formats/onnx_rows.h"

namespace ingot {
namespace {

Values read_gather(const OnnxSource& s, Builder& g) {
  return {g.gather(s.input(0), s.input(1), s.integer("axis", 0))};
}

bool write_embedding(const NodeView&, OnnxSink& sink) {
  sink.finish({"Gather", {sink.input(0), sink.input(1)}, {{"axis", std::int64_t{0}}}});
  return true;
}

bool write_top_k(const NodeView& n, OnnxSink& sink) {
  sink.finish({"TopK",
               {sink.input(0), sink.constant(ints_tensor({n.integer("k")}))},
               {{"axis", n.integer("axis")},
                {"largest", n.integer("largest")},
                {"sorted", std::int64_t{1}}}});
  return true;
}

Values read_top_k(const OnnxSource& s, Builder& g) {
  const Ints k = s.constants(1);
  s.require(k.size() == 1, text("has no single k", "须有一个 k"));
  return g.top_k(s.input(0), k[0], s.integer("axis", -1), s.integer("largest", 1));
}

// Counting along one axis, spread over the others.
bool write_iota(const NodeView& n, OnnxSink& sink) {
  const Shape& shape = n.output_type(0).shape;
  std::int64_t axis = n.integer("axis");
  if (axis < 0) axis += shape.rank();
  const std::int64_t length = shape[static_cast<int>(axis)];
  const auto number = [](std::int64_t v) { return Tensor::scalar(v); };
  const std::string stop =
      follows_rows(length)
          ? sink.node({"Squeeze", {sink.sizes({length}), sink.constant(ints_tensor({0}))}})
          : sink.constant(number(length));
  const std::string counted =
      sink.node({"Range", {sink.constant(number(0)), stop, sink.constant(number(1))}});
  Ints along(static_cast<std::size_t>(shape.rank()), 1), spread = shape.to_vector();
  along[static_cast<std::size_t>(axis)] = -1;
  spread[static_cast<std::size_t>(axis)] = 1;
  const std::string placed = sink.node({"Reshape", {counted, sink.constant(ints_tensor(along))}});
  const std::string full = sink.node({"Expand", {placed, sink.sizes(spread)}});
  sink.finish({"Cast", {full}, {{"to", std::int64_t{onnx_dtype(n.dtype("dtype"))}}}});
  return true;
}

Values read_range(const OnnxSource& s, Builder& g) {
  const Tensor start = s.constant(0), limit = s.constant(1), delta = s.constant(2);
  s.require(start.num_elements() == 1 && limit.num_elements() == 1 && delta.num_elements() == 1 &&
                delta.at(0) != 0,
            text("has limits that are no numbers", "的界限不是数"));
  const double count = std::max(0.0, std::ceil((limit.at(0) - start.at(0)) / delta.at(0)));
  s.require(count < 1e9, text("counts too far", "计数过大"));
  const Value n = g.iota(start.dtype(), {static_cast<std::int64_t>(count)}, 0);
  if (start.at(0) == 0 && delta.at(0) == 1) return {n};
  return {n * delta.at(0) + start.at(0)};
}

// clamp(start, 0, size of x - size of the window), one number for each axis.
std::string window_start(OnnxSink& sink, const std::string& x, const std::string& window,
                         const std::string& start) {
  const std::string room = sink.node({"Sub", {sink.node({"Shape", {x}}), window}});
  const std::string low = sink.constant(ints_tensor({0}));
  return sink.node({"Max", {sink.node({"Min", {start, room}}), low}});
}

void write_dynamic_slice(const NodeView& n, OnnxSink& sink) {
  const std::string x = sink.input(0);
  if (n.input_type(0).rank() == 0) {
    return sink.finish({"Identity", {x}});
  }
  const std::string sizes = sink.sizes(n.integers("sizes"));
  const std::string start = window_start(sink, x, sizes, sink.input(1));
  sink.finish({"Slice", {x, start, sink.node({"Add", {start, sizes}})}});
}

// The update and a mask of its place, both padded to the size of x.
void write_dynamic_update_slice(const NodeView& n, OnnxSink& sink) {
  const std::string x = sink.input(0), update = sink.input(1);
  if (n.input_type(0).rank() == 0) {
    return sink.finish({"Identity", {update}});
  }
  const std::string sizes = sink.node({"Shape", {update}});
  const std::string low = window_start(sink, x, sizes, sink.input(2));
  const std::string rest =
      sink.node({"Sub", {sink.node({"Sub", {sink.node({"Shape", {x}}), sizes}}), low}});
  const std::string pads = sink.node({"Concat", {low, rest}, {{"axis", std::int64_t{0}}}});
  const std::string ones =
      sink.node({"ConstantOfShape", {sizes}, {{"value", Tensor::full({i32, {1}}, 1)}}});
  const std::string mask = sink.node(
      {"Cast", {sink.node({"Pad", {ones, pads}})}, {{"to", std::int64_t{onnx_dtype(boolean)}}}});
  sink.finish({"Where", {mask, sink.node({"Pad", {update, pads}}), x}});
}

Values read_shape(const OnnxSource& s, Builder& g) {
  s.require(!s.has_attr("start") && !s.has_attr("end"),
            text("of some axes is not read", "的部分轴不支持"));
  return {g.constant(ints_tensor(s.input(0).shape().to_vector()))};
}

Values read_constant_of_shape(const OnnxSource& s, Builder& g) {
  const Tensor value = s.has_attr("value") ? s.tensor("value") : Tensor::full({f32, {1}}, 0);
  const Ints sizes = s.constants(0);
  s.require(value.num_elements() == 1 && sizes.size() <= Shape::kMaxRank,
            text("has no single value", "须有一个值"));
  return {g.broadcast_to(g.constant(value.reshape({})), sizes)};
}

Values read_constant(const OnnxSource& s, Builder& g) { return {g.constant(s.tensor("value"))}; }

Values read_identity(const OnnxSource& s, Builder&) { return {s.input(0)}; }

}  // namespace

void add_index_rows(std::vector<OnnxRow>& rows) {
  rows.insert(rows.end(),
              {
                  {"", "Gather", nullptr, read_gather},
                  {"embedding", "Gather", write_embedding, nullptr},
                  {"top_k", "TopK", write_top_k, read_top_k},
                  {"iota", "Range", write_iota, read_range},
                  {"dynamic_slice", "", nullptr, nullptr, write_dynamic_slice},
                  {"dynamic_update_slice", "", nullptr, nullptr, write_dynamic_update_slice},
                  {"", "Shape", nullptr, read_shape},
                  {"", "ConstantOfShape", nullptr, read_constant_of_shape},
                  {"", "Constant", nullptr, read_constant},
                  {"", "Identity", nullptr, read_identity},
                  {"", "Dropout", nullptr, read_identity},
              });
}

}  // namespace ingot
