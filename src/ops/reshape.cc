#include <cstring>

#include "ops/common.h"

namespace ingot {
namespace {

// The shape with its one -1 replaced by what is left of the elements.
TensorType reshaped(const NodeView& n) {
  const TensorType& x = n.input_type(0);
  Ints sizes = n.integers("shape");
  const std::string given = fmt::format("[{}]", fmt::join(sizes, ","));
  std::int64_t known = 1;
  auto open = sizes.end();
  for (auto size = sizes.begin(); size != sizes.end(); ++size) {
    n.require(*size >= -1, text("shape {} has a negative size", "形状 {} 含有负的大小", given));
    n.require(*size >= 0 || open == sizes.end(),
              text("shape {} has more than one -1", "形状 {} 中有不止一个 -1", given));
    if (*size < 0)
      open = size;
    else
      known *= *size;
  }
  const bool divides = open == sizes.end() || (known != 0 && x.num_elements() % known == 0);
  if (open != sizes.end() && divides) *open = x.num_elements() / known;
  n.require(
      divides && Shape(sizes).num_elements() == x.num_elements(),
      text("{} elements do not fill shape {}", "{} 个元素填不满形状 {}", x.num_elements(), given));
  return {x.dtype, Shape(sizes)};
}

}  // namespace

OpDef define_reshape() {
  return {
      .name = "reshape",
      .doc =
          "The same elements in the same row-major order under another shape. One size may be -1:\n"
          "it is what the others leave (not possible when another size is 0).\n"
          "Source: NumPy reference, numpy.reshape.",
      .inputs = {{"x", "any tensor"}},
      .attrs = {{"shape", Ints{}, "new sizes, at most one of them -1"}},
      .infer = reshaped,
      .traits = {Trait::view},
      .reference =
          [](const ReferenceArgs& r) {
            if (r.input(0).bytes() == 0) return;
            std::memcpy(r.output(0).mutable_raw(), r.input(0).raw(), r.input(0).bytes());
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {g.reshape(dy[0], n.input_type(0).shape.to_vector())};
      },
      .onnx = {.name = "Reshape", .since = 14},
      .samples = {"f32[2,6] shape=[3,4]", "f64[2,3,4] shape=[2,-1]", "f64[] shape=[1,1]",
                  "f32[1] shape=[]", "f32[0,4] shape=[2,0]", "bf16[8] shape=[2,2,2]",
                  "i64[6] shape=[-1]"},
  };
}

}  // namespace ingot
