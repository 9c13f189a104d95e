#include "ops/loops.h"

namespace ingot {
namespace {

// dx_i = dy * product of all others, as the product of those before and those after: exact also
// where elements are 0.
Value prod_gradient(Builder& g, const NodeView& n, const Value& dy) {
  const Value x = n.input(0);
  const Shape shape = x.shape();
  const std::vector<int> axes = n.axes("axes");
  Ints perm;
  for (int a = 0; a < shape.rank(); ++a)
    if (std::find(axes.begin(), axes.end(), a) == axes.end()) perm.push_back(a);
  perm.insert(perm.end(), axes.begin(), axes.end());
  Ints moved, inverse(perm.size());
  std::int64_t kept = 1, reduced = 1;
  for (std::size_t i = 0; i < perm.size(); ++i) {
    const std::int64_t size = shape[static_cast<int>(perm[i])];
    moved.push_back(size);
    inverse[static_cast<std::size_t>(perm[i])] = static_cast<std::int64_t>(i);
    (i + axes.size() < perm.size() ? kept : reduced) *= size;
  }
  const Value rows = g.reshape(perm.empty() ? x : g.transpose(x, perm), {kept, reduced});
  const Value others = g.cumprod(rows, 1, 0, 1) * g.cumprod(rows, 1, 1, 1);
  const Value back = g.reshape(others * g.reshape(dy, {kept, 1}), moved);
  return perm.empty() ? back : g.transpose(back, inverse);
}

}  // namespace

OpDef define_prod() {
  return {
      .name = "prod",
      .doc =
          "The product over `axes`; 1 of no elements. Floats are multiplied in double, one after\n"
          "the other in row-major order, and rounded once; integers wrap around.\n"
          "Gradient: dy times the product of all other elements, exact also at zeros.\n"
          "Source: Higham 2002, Accuracy and Stability of Numerical Algorithms, sec. 3.1.",
      .inputs = {{"x", "numbers"}},
      .attrs = {{"axes", Ints{}, "axes to multiply over; empty: all"},
                {"keep", drop_dims, "keep these axes with size 1"}},
      .infer = infer_reduction,
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.input(0).dtype(), [&]<class T>() {
              using A = Accumulator<T>;
              reduce<T>(
                  r.input(0), r.node().axes("axes"), A{1},
                  [](A acc, T x) { return acc * widen(x); }, r.output(0).mutable_data<T>().data(),
                  [](A acc) { return narrow<T>(acc); });
            });
          },
      .grad = [](Builder& g, const NodeView& n, const Values& dy) -> Values {
        return {prod_gradient(g, n, dy[0])};
      },
      .onnx = {.name = "ReduceProd",
               .since = 13,
               .attrs = {{"axes", "axes"}, {"keep", "keepdims"}}},
      .samples = {"f32[3,4]", "f64[2,3,4] axes=[1]", "f64[2,3,4] axes=[0,2] keep=keep", "f64[]",
                  "f32[0,3] axes=[0]", "f64[4] range=0..0", "bf16[4,3] axes=[1]",
                  "i64[3,4] axes=[0]"},
  };
}

}  // namespace ingot
