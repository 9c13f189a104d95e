// Counter-based random bits: a function of a counter and a key, with no state.
#pragma once

#include <array>
#include <cstdint>

namespace ingot {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// 128 random bits; different counters under one key give independent ones.
/// source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3 (Philox4x32-10)
[[nodiscard]] constexpr PhiloxCounter philox4x32(PhiloxCounter c, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xd2511f53} * c[0];
    const std::uint64_t b = std::uint64_t{0xcd9e8d57} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9e3779b9;
    key[1] += 0xbb67ae85;
  }
  return c;
}

/// The key of one stream of draws in one step, so that no two streams share a counter.
[[nodiscard]] constexpr PhiloxKey philox_stream_key(std::uint64_t seed, std::uint64_t step,
                                                    std::uint64_t stream) {
  const auto low = [](std::uint64_t v) { return static_cast<std::uint32_t>(v); };
  const auto high = [](std::uint64_t v) { return static_cast<std::uint32_t>(v >> 32); };
  const PhiloxCounter derived =
      philox4x32({low(step), high(step), low(stream), high(stream)}, {low(seed), high(seed)});
  return {derived[0], derived[1]};
}

}  // namespace ingot
