#include "ops/along_axis.h"

namespace ingot {

OpDef define_top_k() {
  return {
      .name = "top_k",
      .doc =
          "The k largest elements along `axis` in descending order and their positions (i64); of\n"
          "equal elements the earlier comes first. NaN counts as the largest. With `largest` 0: "
          "the\n"
          "k smallest in ascending order.\n"
          "Source: Knuth 1998, The Art of Computer Programming, vol. 3, sec. 5.3.3.",
      .inputs = {{"x", "numbers, rank >= 1"}},
      .attrs = {{"k", 1, "how many, at most the size of the axis"},
                {"axis", -1, "axis to choose from; negative counts from the end"},
                {"largest", 1, "0: the smallest"}},
      .infer = [](const NodeView& n) -> TensorTypes {
        require_number(n, 0);
        const TensorType& x = n.input_type(0);
        const int axis = n.axis("axis");
        const std::int64_t k = n.integer("k");
        n.require(k >= 0 && k <= x.shape[axis],
                  text("cannot choose {} of {} elements", "无法从 {1} 个元素中选出 {0} 个", k,
                       x.shape[axis]));
        return {{x.dtype, x.shape.with(axis, k)}, {i64, x.shape.with(axis, k)}};
      },
      .traits = {Trait::sort_like},
      .outputs = {"values", "indices"},
      .reference =
          [](const ReferenceArgs& r) {
            const Tensor& x = r.input(0);
            std::int64_t* indices = r.output(1).mutable_data<std::int64_t>().data();
            dispatch(x.dtype(), [&]<class T>() {
              T* values = r.output(0).mutable_data<T>().data();
              for_each_ranked<T>(x, r.node().axis("axis"), r.node().integer("k"),
                                 r.node().flag("largest"),
                                 [=](std::int64_t at, const Ranked<T>& e) {
                                   values[at] = e.value;
                                   indices[at] = e.position;
                                 });
            });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        if (!dy[0]) return {{}};
        return {g.scatter_elements(zeros(g, n.input_type(0)), n.output(1), dy[0], n.axis("axis"))};
      },
      .onnx = {.name = "TopK", .since = 11, .attrs = {{"axis", "axis"}, {"largest", "largest"}}},
      .samples = {"f32[3,7] k=2 kinks", "f64[5,2] k=3 axis=0 kinks", "f64[6] k=6 largest=0 kinks",
                  "i64[9] k=4 range=0..3", "bf16[2,6] k=1 kinks", "f32[0,4] k=2", "f32[3] k=0"},
  };
}

}  // namespace ingot
