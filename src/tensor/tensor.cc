#include "ingot/tensor.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <limits>

namespace ingot {
namespace {

constexpr std::size_t kAlignment = 64;

constexpr std::size_t kHugePage = std::size_t{2} << 20, kManyPages = std::size_t{8} << 20;
constexpr std::size_t kPage = 4096, kSomePages = std::size_t{64} << 10;

// All pages of a new tensor at once, instead of a fault for each; an old kernel refuses, and the
// faults come one by one.
void populate(void* data, std::size_t bytes) {
  const auto first = (reinterpret_cast<std::uintptr_t>(data) + kPage - 1) / kPage * kPage;
  const auto last = (reinterpret_cast<std::uintptr_t>(data) + bytes) / kPage * kPage;
  madvise(reinterpret_cast<void*>(first), last - first, MADV_POPULATE_WRITE);
}

std::shared_ptr<void> allocate(std::size_t bytes) {
  // One vector's width beyond the end, so that kernels may read whole vectors.
  const std::size_t alignment = bytes < kManyPages ? kAlignment : kHugePage;
  const std::size_t padded = (bytes + kAlignment + alignment - 1) / alignment * alignment;
  void* data = std::aligned_alloc(alignment, padded);
  if (!data)
    throw Error("out_of_memory", text("cannot allocate {} bytes", "无法分配 {} 字节内存", bytes))
        .failed_while_running()
        .fix(text("close other programs, or choose a smaller --batch",
                  "请关闭其他程序, 或选用更小的 --batch"));
  // Streams over small pages spend their time on address translation; a refusal costs nothing.
  if (alignment == kHugePage)
    madvise(data, bytes / kHugePage * kHugePage, MADV_HUGEPAGE);
  else if (bytes >= kSomePages)
    populate(data, bytes);
  return {data, [](void* p) { std::free(p); }};
}

// Out of range: the nearest value; NaN: 0.
template <class To, class From>
To convert(From v) {
  if constexpr (std::is_same_v<To, bool>) {
    return static_cast<double>(v) != 0;
  } else if constexpr (std::is_same_v<To, BFloat16> || std::is_same_v<To, Float16>) {
    return To(static_cast<float>(v));
  } else if constexpr (std::is_integral_v<To> && !std::is_integral_v<From>) {
    const double d = static_cast<double>(v);
    if (d != d) return 0;
    if (d >= static_cast<double>(std::numeric_limits<To>::max()))
      return std::numeric_limits<To>::max();
    if (d <= static_cast<double>(std::numeric_limits<To>::min()))
      return std::numeric_limits<To>::min();
    return static_cast<To>(d);
  } else if constexpr (std::is_integral_v<To> || std::is_arithmetic_v<From>) {
    return static_cast<To>(v);
  } else {
    return static_cast<To>(static_cast<float>(v));
  }
}

}  // namespace

Tensor::Tensor(const TensorType& type) : type_(type), owner_(allocate(type.bytes())) {
  data_ = owner_.get();
}

Tensor Tensor::zeros(const TensorType& type) {
  Tensor t(type);
  std::memset(t.data_, 0, type.bytes());
  return t;
}

Tensor Tensor::full(const TensorType& type, double value) {
  Tensor t(type);
  dispatch(type.dtype, [&]<class T>() {
    std::fill_n(static_cast<T*>(t.data_), type.num_elements(), convert<T>(value));
  });
  return t;
}

Tensor Tensor::view_of(const TensorType& type, std::shared_ptr<void> owner, void* data) {
  Tensor t;
  t.type_ = type;
  t.owner_ = std::move(owner);
  t.data_ = data;
  return t;
}

void* Tensor::mutable_raw() {
  if (owner_.use_count() > 1) *this = clone();
  return data_;
}

double Tensor::at(std::int64_t index) const {
  return dispatch(dtype(),
                  [&]<class T>() { return convert<double>(static_cast<const T*>(data_)[index]); });
}

void Tensor::set(std::int64_t index, double value) {
  void* data = mutable_raw();
  dispatch(dtype(), [&]<class T>() { static_cast<T*>(data)[index] = convert<T>(value); });
}

double Tensor::item() const {
  if (num_elements() != 1)
    throw Error("shape_mismatch", text("item() needs one element, not {}",
                                       "item() 需要单个元素, 而不是 {}", to_string(type_)));
  return at(0);
}

Tensor Tensor::reshape(const Shape& shape) const {
  if (shape.num_elements() != num_elements())
    throw Error("shape_mismatch",
                text("cannot reshape {} to {}: {} elements are not {}",
                     "无法把 {} 变形为 {}: 元素个数 {} 不等于 {}", to_string(type_),
                     to_string(shape), num_elements(), shape.num_elements()));
  Tensor t = *this;
  t.type_.shape = shape;
  return t;
}

Tensor Tensor::to(DType wanted) const {
  if (wanted == dtype()) return *this;
  Tensor t(wanted, shape());
  const std::int64_t n = num_elements();
  dispatch(dtype(), [&]<class From>() {
    const From* from = static_cast<const From*>(data_);
    dispatch(wanted, [&]<class To>() {
      To* to = static_cast<To*>(t.data_);
      for (std::int64_t i = 0; i < n; ++i) to[i] = convert<To>(from[i]);
    });
  });
  return t;
}

Tensor Tensor::rows(std::int64_t first, std::int64_t count) const {
  if (shape().rank() == 0 || first < 0 || count < 0 || first + count > shape()[0])
    throw Error("shape_mismatch", text("rows {} to {} are not in {}", "{} 至 {} 行超出 {}", first,
                                       first + count, to_string(type_)));
  Tensor t = *this;
  t.type_.shape.set(0, count);
  const std::size_t row =
      type_.shape[0] == 0 ? 0 : bytes() / static_cast<std::size_t>(type_.shape[0]);
  t.data_ = static_cast<std::byte*>(data_) + static_cast<std::size_t>(first) * row;
  return t;
}

Tensor concatenated_rows(std::span<const Tensor> parts) {
  const Tensor& first = parts.front();
  std::int64_t rows = 0;
  for (const Tensor& part : parts) {
    if (part.dtype() != first.dtype() || part.shape().rank() == 0 ||
        part.shape().with(0, 0) != first.shape().with(0, 0))
      throw Error(part.dtype() == first.dtype() ? "shape_mismatch" : "dtype_mismatch",
                  text("rows {} do not follow rows {}", "行 {} 不能接在行 {} 之后",
                       to_string(part.type()), to_string(first.type())));
    rows += part.shape()[0];
  }
  Tensor all(first.dtype(), first.shape().with(0, rows));
  auto* out = static_cast<std::byte*>(all.mutable_raw());
  for (const Tensor& part : parts) {
    if (part.bytes() > 0) std::memcpy(out, part.raw(), part.bytes());
    out += part.bytes();
  }
  return all;
}

Tensor Tensor::clone() const {
  Tensor t(type_);
  std::memcpy(t.data_, data_, bytes());
  return t;
}

void Tensor::require_dtype(DType wanted) const {
  if (dtype() != wanted)
    throw Error("dtype_mismatch", text("the tensor holds {}, not {}", "张量类型为 {}, 而不是 {}",
                                       to_string(dtype()), to_string(wanted)));
}

bool bit_equal(const Tensor& a, const Tensor& b) {
  return a.type() == b.type() && (a.bytes() == 0 || std::memcmp(a.raw(), b.raw(), a.bytes()) == 0);
}

}  // namespace ingot
