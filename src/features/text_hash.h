// 64-bit hashes of texts and numbers, the same on every machine that stores the low byte first.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace ingot {

/// Every bit of `x` reaches every bit; different numbers stay different.
/// source    Steele, Lea and Flood 2014, Fast splittable pseudorandom number generators (SplitMix)
[[nodiscard]] inline std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

[[nodiscard]] inline std::uint64_t hash_number(std::uint64_t n) {
  return mixed(n + 0x9e3779b97f4a7c15);
}

namespace detail {
inline std::uint64_t bytes_at(const char* p, std::size_t bytes) {
  std::uint64_t word = 0;
  bytes == 8 ? std::memcpy(&word, p, 8) : std::memcpy(&word, p, 4);
  return word;
}
}  // namespace detail

/// Eight bytes at a time; the last ones overlap those before.
[[nodiscard]] inline std::uint64_t hash_text(std::string_view text) {
  const char* p = text.data();
  const std::size_t size = text.size();
  std::uint64_t hash = size * 0x9e3779b97f4a7c15, last = 0;
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8)
      hash = mixed(hash ^ detail::bytes_at(p + at, 8));
    last = detail::bytes_at(p + size - 8, 8);
  } else if (size >= 4) {
    last = detail::bytes_at(p, 4) | detail::bytes_at(p + size - 4, 4) << 32;
  } else if (size > 0) {
    const auto byte = [&](std::size_t at) {
      return std::uint64_t{static_cast<unsigned char>(p[at])};
    };
    last = byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16;
  }
  return mixed(hash ^ last);
}

}  // namespace ingot
