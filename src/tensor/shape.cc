#include <cctype>

#include "ingot/tensor.h"

namespace ingot {

Shape::Shape(std::span<const std::int64_t> dims) {
  if (dims.size() > kMaxRank)
    throw Error("shape_mismatch",
                text("a tensor has at most {} axes, not {}", "张量最多有 {} 个轴, 而不是 {}",
                     int{kMaxRank}, dims.size()));
  for (std::int64_t d : dims) push_back(d);
}

void Shape::push_back(std::int64_t size) {
  if (rank_ == kMaxRank || size < 0)
    throw Error("shape_mismatch",
                text("size {} cannot be added to {}: sizes are >= 0 and axes at most {}",
                     "无法把大小 {} 加到 {}: 大小须 >= 0, 且最多 {} 个轴", size, to_string(*this),
                     int{kMaxRank}));
  dims_[static_cast<std::size_t>(rank_++)] = size;
}

std::int64_t Shape::num_elements() const {
  std::int64_t n = 1;
  for (std::int64_t d : *this) n *= d;
  return n;
}

std::array<std::int64_t, Shape::kMaxRank> Shape::strides() const {
  std::array<std::int64_t, kMaxRank> result{};
  std::int64_t step = 1;
  for (int a = rank_ - 1; a >= 0; --a) {
    result[static_cast<std::size_t>(a)] = step;
    step *= (*this)[a];
  }
  return result;
}

Shape Shape::with(int axis, std::int64_t size) const {
  Shape s = *this;
  s.set(axis, size);
  return s;
}

Shape Shape::without(int axis) const {
  Shape s;
  for (int a = 0; a < rank_; ++a)
    if (a != axis) s.push_back((*this)[a]);
  return s;
}

Shape Shape::inserted(int axis, std::int64_t size) const {
  Shape s;
  for (int a = 0; a <= rank_; ++a) {
    if (a == axis) s.push_back(size);
    if (a < rank_) s.push_back((*this)[a]);
  }
  return s;
}

std::string to_string(const Shape& shape) {
  return fmt::format("[{}]", fmt::join(shape.begin(), shape.end(), ","));
}

std::string to_string(const TensorType& type) {
  return fmt::format("{}{}", to_string(type.dtype), to_string(type.shape));
}

TensorType parse_tensor_type(std::string_view s) {
  const auto fail = [&] {
    return Error("parse_error", text("\"{}\" is no tensor type", "\"{}\" 不是张量类型", s))
        .expected(text("for example f32[64,10]", "例如 f32[64,10]"));
  };
  const std::size_t open = s.find('[');
  if (open == std::string_view::npos || s.back() != ']') throw fail();
  TensorType type{parse_dtype(s.substr(0, open)), {}};
  std::string_view rest = s.substr(open + 1, s.size() - open - 2);
  while (!rest.empty()) {
    std::int64_t value = 0;
    std::size_t digits = 0;
    while (digits < rest.size() && std::isdigit(static_cast<unsigned char>(rest[digits])))
      value = value * 10 + (rest[digits++] - '0');
    if (digits == 0 || digits > 12) throw fail();
    type.shape.push_back(value);
    rest.remove_prefix(digits);
    if (!rest.empty()) {
      if (rest[0] != ',' || rest.size() == 1) throw fail();
      rest.remove_prefix(1);
    }
  }
  return type;
}

}  // namespace ingot
