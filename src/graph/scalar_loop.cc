// Scalar programs over whole tensors, with broadcasting: the reference that every backend is
// compared with.
#include "graph/scalar_loop.h"

#include <limits>

namespace ingot {
namespace {

// The arithmetic in which a scalar op on these types is defined.
template <class T>
using ComputeType =
    std::conditional_t<std::is_same_v<T, double>, double,
                       std::conditional_t<std::is_integral_v<T>, std::int64_t, float>>;

template <class Out, class C>
Out convert(C value) {
  if constexpr (std::is_same_v<Out, bool>) {
    return value != 0;
  } else if constexpr (std::is_integral_v<Out> && !std::is_integral_v<C>) {
    // Out of range: the nearest value; NaN: 0.
    if (!(value == value)) return 0;
    if (value >= static_cast<C>(std::numeric_limits<Out>::max()))
      return std::numeric_limits<Out>::max();
    if (value <= static_cast<C>(std::numeric_limits<Out>::min()))
      return std::numeric_limits<Out>::min();
    return static_cast<Out>(value);
  } else if constexpr (sizeof(Out) == 2) {
    return Out(static_cast<float>(value));
  } else {
    return static_cast<Out>(value);
  }
}

// Walks the elements of `out` while tracking the broadcast position in each input.
class BroadcastWalk {
 public:
  BroadcastWalk(std::span<const TensorType> inputs, const Shape& out) : out_(out) {
    for (const TensorType& t : inputs) {
      std::array<std::int64_t, Shape::kMaxRank> strides{};
      const auto own = t.shape.strides();
      const int shift = out.rank() - t.rank();
      for (int a = shift; a < out.rank(); ++a)
        strides[static_cast<std::size_t>(a)] =
            t.shape[a - shift] == 1 ? 0 : own[static_cast<std::size_t>(a - shift)];
      strides_.push_back(strides);
    }
    position_.resize(inputs.size());
  }
  [[nodiscard]] std::int64_t operator[](std::size_t input) const { return position_[input]; }
  void next() {
    for (int a = out_.rank() - 1; a >= 0; --a) {
      const auto k = static_cast<std::size_t>(a);
      if (++index_[k] < out_[a]) {
        for (std::size_t i = 0; i < strides_.size(); ++i) position_[i] += strides_[i][k];
        return;
      }
      for (std::size_t i = 0; i < strides_.size(); ++i)
        position_[i] -= strides_[i][k] * (out_[a] - 1);
      index_[k] = 0;
    }
  }

 private:
  Shape out_;
  std::vector<std::array<std::int64_t, Shape::kMaxRank>> strides_;
  std::array<std::int64_t, Shape::kMaxRank> index_{};
  std::vector<std::int64_t> position_;
};

template <class C>
C load(const void* data, DType dtype, std::int64_t i) {
  return dispatch(dtype,
                  [&]<class T>() -> C { return static_cast<C>(static_cast<const T*>(data)[i]); });
}

template <class C>
void run_scalar(const ScalarProgram& program, std::span<const TensorType> in, const TensorType& out,
                int output, std::span<const void* const> inputs, void* result) {
  BroadcastWalk walk(in, out.shape);
  std::vector<C> args(in.size()), registers;
  dispatch(out.dtype, [&]<class T>() {
    T* y = static_cast<T*>(result);
    for (std::int64_t i = 0; i < out.num_elements(); ++i, walk.next()) {
      for (std::size_t k = 0; k < in.size(); ++k)
        args[k] = load<C>(inputs[k], in[k].dtype, walk[k]);
      y[i] = convert<T>(evaluate<C>(program, args, output, registers));
    }
  });
}

}  // namespace

DType compute_dtype(std::span<const TensorType> types) {
  bool floating = false, integer64 = false, integer32 = false;
  for (const TensorType& t : types) {
    if (t.dtype == f64) return f64;
    floating |= is_float(t.dtype);
    integer64 |= t.dtype == i64;
    integer32 |= t.dtype == i32;
  }
  if (!floating) return i64;
  return integer64 || integer32 ? f64 : f32;
}

void run_scalar_program(const ScalarProgram& program, std::span<const TensorType> input_types,
                        std::span<const TensorType> output_types,
                        std::span<const void* const> inputs, std::span<void* const> outputs) {
  std::vector<TensorType> all(input_types.begin(), input_types.end());
  all.insert(all.end(), output_types.begin(), output_types.end());
  const DType compute = compute_dtype(all);
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const auto run = [&]<class C>() {
      run_scalar<C>(program, input_types, output_types[o], static_cast<int>(o), inputs, outputs[o]);
    };
    if (compute == f64)
      run.template operator()<double>();
    else if (compute == f32)
      run.template operator()<float>();
    else
      run.template operator()<std::int64_t>();
  }
}

}  // namespace ingot
