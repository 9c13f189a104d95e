#include <bit>

#include "ingot/tensor.h"

namespace ingot {
namespace {

struct DTypeFacts {
  std::string_view name;
  std::size_t bytes;
};
// In the order of the enumeration.
constexpr DTypeFacts kFacts[] = {{"f64", 8}, {"f32", 4}, {"bf16", 2}, {"f16", 2}, {"i64", 8},
                                 {"i32", 4}, {"u8", 1},  {"i8", 1},   {"bool", 1}};

}  // namespace

std::size_t size_bytes(DType dtype) { return kFacts[static_cast<std::size_t>(dtype)].bytes; }
std::string_view to_string(DType dtype) { return kFacts[static_cast<std::size_t>(dtype)].name; }

DType parse_dtype(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kFacts); ++i)
    if (kFacts[i].name == name) return static_cast<DType>(i);
  throw Error("unknown_dtype", text("there is no element type \"{}\"", "没有元素类型 \"{}\"", name))
      .expected(
          text("f64 f32 bf16 f16 i64 i32 u8 i8 or bool", "f64 f32 bf16 f16 i64 i32 u8 i8 或 bool"));
}

BFloat16::BFloat16(float value) {
  const auto b = std::bit_cast<std::uint32_t>(value);
  if (value != value)
    bits = static_cast<std::uint16_t>((b >> 16) | 0x40);  // a quiet NaN, never an infinity
  else
    bits = static_cast<std::uint16_t>((b + 0x7fff + ((b >> 16) & 1)) >> 16);
}

BFloat16::operator float() const {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

Float16::Float16(float value) {
  const auto b = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (b >> 16) & 0x8000, magnitude = b & 0x7fffffff;
  std::uint32_t half = 0;
  if (magnitude > 0x7f800000) {
    half = 0x7e00 | ((magnitude >> 13) & 0x3ff);
  } else if (magnitude >= 0x477ff000) {  // rounds to 65536 or more
    half = 0x7c00;
  } else if (magnitude >= 0x38800000) {  // normal
    const std::uint32_t rebased = magnitude - 0x38000000;
    half = (rebased + 0xfff + ((rebased >> 13) & 1)) >> 13;
  } else {  // subnormal: adding 0.5 lets the hardware round at 2^-24
    const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
    half = std::bit_cast<std::uint32_t>(shifted) - 0x3f000000;
  }
  bits = static_cast<std::uint16_t>(sign | half);
}

Float16::operator float() const {
  const std::uint32_t sign = (bits & 0x8000u) << 16, exponent = (bits >> 10) & 0x1f;
  const std::uint32_t mantissa = bits & 0x3ffu;
  if (exponent == 0x1f) return std::bit_cast<float>(sign | 0x7f800000 | (mantissa << 13));
  if (exponent != 0)
    return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
  const float value = static_cast<float>(mantissa) * 0x1p-24f;
  return sign ? -value : value;
}

}  // namespace ingot
