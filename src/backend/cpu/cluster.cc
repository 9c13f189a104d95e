#include "backend/cpu/cluster.h"

namespace ingot {
namespace {

// to[i] = element first + i * step, as a float.
void load_run(const Walk& w, const void* data, std::int64_t first, std::int64_t step,
              std::int64_t count, float* to) {
  const auto run = [&]<class T>(const T* from) {
    from += first;
    if (step == 0)
      std::fill_n(to, count, static_cast<float>(from[0]));
    else if (step == 1)
      for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]);
    else
      for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i * step]);
  };
  switch (w.dtype) {
    case DType::f32: return run(static_cast<const float*>(data));
    case DType::i8: return run(static_cast<const std::int8_t*>(data));
    default: return run(static_cast<const std::uint8_t*>(data));  // a bool is 0 or 1
  }
}

}  // namespace

Walk walk_of(const TensorType& input, const Shape& out) {
  Walk w{input.dtype, Walk::Kind::general, {}};
  if (input.num_elements() == 1) w.kind = Walk::Kind::scalar;
  if (input.shape == out) w.kind = Walk::Kind::same;
  const auto own = input.shape.strides();
  const int shift = out.rank() - input.rank();
  for (int a = shift; a < out.rank(); ++a)
    if (input.shape[a - shift] != 1)
      w.strides[static_cast<std::size_t>(a)] = own[static_cast<std::size_t>(a - shift)];
  return w;
}

std::variant<Cluster, Refusal> make_cluster(const NodeView& n, ScalarProgram program) {
  Cluster cluster{.program = std::move(program), .shape = n.output_type(0).shape};
  INGOT_REFUSE_UNLESS(cluster.shape.num_elements() > 0, "nothing to do");
  std::vector<TensorType> types;
  for (int i = 0; i < n.num_inputs(); ++i) types.push_back(n.input_type(i));
  for (int i = 0; i < n.num_outputs(); ++i) types.push_back(n.output_type(i));
  bool any_f32 = false;
  for (const TensorType& t : types) {
    any_f32 |= t.dtype == f32;
    INGOT_REFUSE_UNLESS(t.dtype == f32 || t.dtype == boolean || t.dtype == u8 || t.dtype == i8,
                        "no {}", to_string(t.dtype));
  }
  INGOT_REFUSE_UNLESS(any_f32, "integer arithmetic");
  for (int i = 0; i < n.num_outputs(); ++i) {
    INGOT_REFUSE_UNLESS(n.output_type(i).dtype == f32 || n.output_type(i).dtype == boolean,
                        "the result is {}", to_string(n.output_type(i).dtype));
    cluster.outputs.push_back(n.output_type(i).dtype);
  }
  for (int i = 0; i < n.num_inputs(); ++i)
    cluster.inputs.push_back(walk_of(n.input_type(i), cluster.shape));
  return cluster;
}

void load_tile(const Walk& w, const Shape& out, const void* data, std::int64_t first,
               std::int64_t count, float* to) {
  if (w.kind == Walk::Kind::scalar) return load_run(w, data, 0, 0, 1, to);
  if (w.kind == Walk::Kind::same) return load_run(w, data, first, 1, count, to);
  std::array<std::int64_t, Shape::kMaxRank> index{};
  std::int64_t rest = first, position = 0;
  for (int a = out.rank() - 1; a >= 0; --a) {
    const auto k = static_cast<std::size_t>(a);
    index[k] = rest % out[a];
    rest /= out[a];
    position += index[k] * w.strides[k];
  }
  const int last = out.rank() - 1;
  const std::int64_t step = w.strides[static_cast<std::size_t>(last)];
  for (std::int64_t done = 0; done < count;) {
    const std::int64_t run =
        std::min(count - done, out[last] - index[static_cast<std::size_t>(last)]);
    load_run(w, data, position, step, run, to + done);
    done += run;
    position += run * step;
    index[static_cast<std::size_t>(last)] += run;
    for (int a = last; a > 0 && index[static_cast<std::size_t>(a)] == out[a]; --a) {
      const auto k = static_cast<std::size_t>(a);
      position += w.strides[k - 1] - w.strides[k] * out[a];
      index[k] = 0;
      ++index[k - 1];
    }
  }
}

}  // namespace ingot
