// Random numbers of one replicate: a function of seed, use and replicate, not of the thread.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "base/rng.h"

namespace ingot {

class Draws {
 public:
  /// `use` sets these draws apart from all other uses of the seed.
  Draws(std::uint64_t seed, std::uint32_t use, std::uint32_t replicate)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, 0, replicate, use} {}

  /// A whole number of [0, n).
  [[nodiscard]] std::size_t below(std::size_t n) {
    return static_cast<std::size_t>((std::uint64_t{word()} * n) >> 32);
  }

  /// Source: Durstenfeld 1964 (Fisher-Yates).
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::uint32_t word() {
    if (used_ == words_.size()) {
      words_ = philox4x32(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return words_[used_++];
  }

  PhiloxKey key_;
  PhiloxCounter counter_, words_{};
  std::size_t used_ = words_.size();
};

}  // namespace ingot
