// Tensors: dense row-major arrays with value semantics.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/error.h"

namespace ingot {

/// Element types. `boolean` prints as "bool" and holds one byte, 0 or 1.
enum class DType : std::uint8_t { f64, f32, bf16, f16, i64, i32, u8, i8, boolean };

inline constexpr DType f64 = DType::f64, f32 = DType::f32, bf16 = DType::bf16, f16 = DType::f16,
                       i64 = DType::i64, i32 = DType::i32, u8 = DType::u8, i8 = DType::i8,
                       boolean = DType::boolean;

[[nodiscard]] std::size_t size_bytes(DType dtype);
[[nodiscard]] std::string_view to_string(DType dtype);
[[nodiscard]] DType parse_dtype(std::string_view name);
[[nodiscard]] constexpr bool is_float(DType d) { return d <= DType::f16; }
[[nodiscard]] constexpr bool is_integer(DType d) { return d >= DType::i64 && d <= DType::i8; }

/// The upper 16 bits of a float; rounds to nearest even.
struct BFloat16 {
  std::uint16_t bits = 0;
  BFloat16() = default;
  BFloat16(float value);
  operator float() const;
};

/// IEEE 754 binary16; rounds to nearest even, overflow gives infinity.
struct Float16 {
  std::uint16_t bits = 0;
  Float16() = default;
  Float16(float value);
  operator float() const;
};

template <class T>
struct DTypeOf;
template <>
struct DTypeOf<double> : std::integral_constant<DType, f64> {};
template <>
struct DTypeOf<float> : std::integral_constant<DType, f32> {};
template <>
struct DTypeOf<BFloat16> : std::integral_constant<DType, bf16> {};
template <>
struct DTypeOf<Float16> : std::integral_constant<DType, f16> {};
template <>
struct DTypeOf<std::int64_t> : std::integral_constant<DType, i64> {};
template <>
struct DTypeOf<std::int32_t> : std::integral_constant<DType, i32> {};
template <>
struct DTypeOf<std::uint8_t> : std::integral_constant<DType, u8> {};
template <>
struct DTypeOf<std::int8_t> : std::integral_constant<DType, i8> {};
template <>
struct DTypeOf<bool> : std::integral_constant<DType, boolean> {};
template <class T>
inline constexpr DType dtype_of = DTypeOf<T>::value;

/// Calls `f.template operator()<T>()` with the C++ type of `dtype`.
template <class F>
decltype(auto) dispatch(DType dtype, F&& f) {
  switch (dtype) {
    case DType::f64: return f.template operator()<double>();
    case DType::f32: return f.template operator()<float>();
    case DType::bf16: return f.template operator()<BFloat16>();
    case DType::f16: return f.template operator()<Float16>();
    case DType::i64: return f.template operator()<std::int64_t>();
    case DType::i32: return f.template operator()<std::int32_t>();
    case DType::u8: return f.template operator()<std::uint8_t>();
    case DType::i8: return f.template operator()<std::int8_t>();
    case DType::boolean: break;
  }
  return f.template operator()<bool>();
}

/// Sizes along each axis; at most 8 axes. Rank 0 is a scalar with one element.
class Shape {
 public:
  static constexpr int kMaxRank = 8;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> dims)
      : Shape(std::span<const std::int64_t>(dims.begin(), dims.size())) {}
  explicit Shape(std::span<const std::int64_t> dims);
  explicit Shape(const std::vector<std::int64_t>& dims)
      : Shape(std::span<const std::int64_t>(dims)) {}

  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] std::int64_t operator[](int axis) const {
    return dims_[static_cast<std::size_t>(axis)];
  }
  void set(int axis, std::int64_t size) { dims_[static_cast<std::size_t>(axis)] = size; }
  [[nodiscard]] std::int64_t back() const { return (*this)[rank_ - 1]; }
  [[nodiscard]] std::int64_t num_elements() const;
  [[nodiscard]] const std::int64_t* begin() const { return dims_.data(); }
  [[nodiscard]] const std::int64_t* end() const { return dims_.data() + rank_; }
  [[nodiscard]] std::vector<std::int64_t> to_vector() const { return {begin(), end()}; }
  /// Row-major strides in elements.
  [[nodiscard]] std::array<std::int64_t, kMaxRank> strides() const;
  /// Copies with one axis more or fewer, or with another size along `axis`.
  [[nodiscard]] Shape with(int axis, std::int64_t size) const;
  [[nodiscard]] Shape without(int axis) const;
  [[nodiscard]] Shape inserted(int axis, std::int64_t size) const;
  void push_back(std::int64_t size);

  friend bool operator==(const Shape& a, const Shape& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  std::array<std::int64_t, kMaxRank> dims_{};
  int rank_ = 0;
};

/// "[64,28,28]"; "[]" for a scalar.
[[nodiscard]] std::string to_string(const Shape& shape);

/// What the graph knows of a value before it exists.
struct TensorType {
  DType dtype = f32;
  Shape shape;

  [[nodiscard]] int rank() const { return shape.rank(); }
  [[nodiscard]] std::int64_t num_elements() const { return shape.num_elements(); }
  [[nodiscard]] std::size_t bytes() const {
    return static_cast<std::size_t>(num_elements()) * size_bytes(dtype);
  }
  friend bool operator==(const TensorType&, const TensorType&) = default;
};

/// "f32[64,28,28]"
[[nodiscard]] std::string to_string(const TensorType& type);
[[nodiscard]] TensorType parse_tensor_type(std::string_view text);

/// A dense row-major array. Copies share the buffer; writing to a shared buffer copies it first.
class Tensor {
 public:
  Tensor() = default;
  /// Elements are not initialised. 64-byte aligned.
  explicit Tensor(const TensorType& type);
  Tensor(DType dtype, Shape shape) : Tensor(TensorType{dtype, shape}) {}

  [[nodiscard]] static Tensor zeros(const TensorType& type);
  [[nodiscard]] static Tensor full(const TensorType& type, double value);
  template <class T>
  [[nodiscard]] static Tensor from(const std::vector<T>& values, Shape shape);
  template <class T>
  [[nodiscard]] static Tensor scalar(T value) {
    return from(std::vector<T>{value}, {});
  }
  /// Refers to memory that somebody else keeps alive through `owner`.
  [[nodiscard]] static Tensor view_of(const TensorType& type, std::shared_ptr<void> owner,
                                      void* data);

  [[nodiscard]] bool defined() const { return data_ != nullptr; }
  [[nodiscard]] const TensorType& type() const { return type_; }
  [[nodiscard]] DType dtype() const { return type_.dtype; }
  [[nodiscard]] const Shape& shape() const { return type_.shape; }
  [[nodiscard]] std::int64_t num_elements() const { return type_.num_elements(); }
  [[nodiscard]] std::size_t bytes() const { return type_.bytes(); }

  [[nodiscard]] const void* raw() const { return data_; }
  [[nodiscard]] void* mutable_raw();
  /// errors: dtype_mismatch when T is not the tensor's element type
  template <class T>
  [[nodiscard]] std::span<const T> data() const {
    require_dtype(dtype_of<T>);
    return {static_cast<const T*>(raw()), static_cast<std::size_t>(num_elements())};
  }
  template <class T>
  [[nodiscard]] std::span<T> mutable_data() {
    require_dtype(dtype_of<T>);
    return {static_cast<T*>(mutable_raw()), static_cast<std::size_t>(num_elements())};
  }

  /// Element `index` in row-major order, converted to double.
  [[nodiscard]] double at(std::int64_t index) const;
  void set(std::int64_t index, double value);
  [[nodiscard]] double item() const;

  /// Same elements, other shape; shares the buffer. errors: shape_mismatch
  [[nodiscard]] Tensor reshape(const Shape& shape) const;
  /// Converts the elements; float to integer truncates towards zero.
  [[nodiscard]] Tensor to(DType dtype) const;
  /// Rows [first, first + count) of axis 0; shares the buffer.
  [[nodiscard]] Tensor rows(std::int64_t first, std::int64_t count) const;
  [[nodiscard]] Tensor clone() const;

 private:
  void require_dtype(DType wanted) const;

  TensorType type_;
  std::shared_ptr<void> owner_;
  void* data_ = nullptr;
};

/// Same type and the same bits (NaN equals NaN of the same payload).
[[nodiscard]] bool bit_equal(const Tensor& a, const Tensor& b);

/// The rows of all parts, one after another. errors: shape_mismatch, dtype_mismatch
[[nodiscard]] Tensor concatenated_rows(std::span<const Tensor> parts);

template <class T>
Tensor Tensor::from(const std::vector<T>& values, Shape shape) {
  Tensor t(dtype_of<T>, shape);
  if (static_cast<std::int64_t>(values.size()) != shape.num_elements())
    throw Error("shape_mismatch", text("{} values do not fill shape {}", "{} 个值填不满形状 {}",
                                       values.size(), to_string(shape)));
  std::copy(values.begin(), values.end(), static_cast<T*>(t.data_));
  return t;
}

}  // namespace ingot
