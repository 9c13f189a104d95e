// The random draws of one augmentation of one row.
#pragma once

#include <cstdint>

#include "base/rng.h"

namespace ingot {

/// What all draws of one epoch of one training share. cost: two Philox
[[nodiscard]] PhiloxKey augmentation_key(std::uint64_t seed, std::int64_t epoch);

/// Draws one after another: a function of the key, the row, the step's place in the list of
/// augmentations and how many draws came before. So they depend on no batch and no thread.
class AugmentationDraws {
 public:
  AugmentationDraws(PhiloxKey key, std::int64_t row, std::uint32_t step)
      : key_(key),
        counter_{static_cast<std::uint32_t>(row),
                 static_cast<std::uint32_t>(static_cast<std::uint64_t>(row) >> 32), step, 0} {}

  std::uint32_t bits() {
    if (used_ == words_.size()) {
      words_ = philox4x32(counter_, key_);
      ++counter_[3];
      used_ = 0;
    }
    return words_[used_++];
  }
  /// In [0, 1), in steps of 2^-32.
  double uniform() { return bits() * 0x1p-32; }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  /// A whole number in [0, n), n < 2^32; off from equal chances by less than n * 2^-32.
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>((bits() * static_cast<std::uint64_t>(n)) >> 32);
  }
  bool happens(double probability) { return uniform() < probability; }
  /// 1 or -1.
  double sign() { return bits() >> 31 ? -1.0 : 1.0; }
  /// exp(uniform in [log low, log high)), low > 0.
  double log_between(double low, double high);
  /// Beta(alpha, alpha), alpha > 0.
  /// source  Marsaglia and Tsang 2000, A simple method for generating gamma variables
  double beta(double alpha);

 private:
  double log_gamma_variate(double shape);

  PhiloxKey key_;
  PhiloxCounter counter_, words_{};
  std::size_t used_ = 4;
};

}  // namespace ingot
