// Inputs and outputs of reference loops in the type they are computed in.
#pragma once

#include <vector>

#include "graph/op_def.h"

namespace ingot {

/// Calls `f.template operator()<C>()` with double for f64 and float for all other floats.
template <class F>
void dispatch_compute(DType dtype, F&& f) {
  if (dtype == f64)
    f.template operator()<double>();
  else
    f.template operator()<float>();
}

/// A tensor's elements as C: the tensor's own memory where it holds C, else one converted copy.
template <class C>
class Operand {
 public:
  explicit Operand(const Tensor& t) : data_(static_cast<const C*>(t.raw())) {
    if (t.dtype() == dtype_of<C>) return;
    copy_.resize(static_cast<std::size_t>(t.num_elements()));
    dispatch(t.dtype(), [&]<class T>() {
      const T* from = static_cast<const T*>(t.raw());
      for (std::size_t i = 0; i < copy_.size(); ++i) copy_[i] = static_cast<C>(from[i]);
    });
    data_ = copy_.data();
  }
  Operand(const Operand&) = delete;
  Operand& operator=(const Operand&) = delete;
  [[nodiscard]] const C* data() const { return data_; }

 private:
  const C* data_;
  std::vector<C> copy_;
};

/// Memory of C, set to `init`, that becomes the tensor's elements when it goes out of scope.
template <class C>
class Result {
 public:
  explicit Result(Tensor& t, C init = 0) : tensor_(t), data_(static_cast<C*>(t.mutable_raw())) {
    const auto size = static_cast<std::size_t>(t.num_elements());
    if (t.dtype() != dtype_of<C>) {
      copy_.resize(size);
      data_ = copy_.data();
    }
    std::fill_n(data_, size, init);
  }
  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  ~Result() {
    if (copy_.empty()) return;
    dispatch(tensor_.dtype(), [&]<class T>() {
      T* to = static_cast<T*>(tensor_.mutable_raw());
      for (std::size_t i = 0; i < copy_.size(); ++i) to[i] = T(static_cast<float>(copy_[i]));
    });
  }
  [[nodiscard]] C* data() { return data_; }

 private:
  Tensor& tensor_;
  C* data_;
  std::vector<C> copy_;
};

/// 16-bit floats as f32, others as they are: the type in which an expansion computes.
[[nodiscard]] inline Value widened(Builder& g, const Value& x) {
  return x && (x.dtype() == bf16 || x.dtype() == f16) ? g.emit1("cast", {x}, {{"dtype", f32}}) : x;
}
/// Back to `dtype`.
[[nodiscard]] inline Value narrowed(Builder& g, const Value& x, DType dtype) {
  return x && x.dtype() != dtype ? g.emit1("cast", {x}, {{"dtype", dtype}}) : x;
}

}  // namespace ingot
