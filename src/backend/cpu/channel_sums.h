// Sums over everything but the channels, for kernels that write pictures plane by plane: a plane is
// added up while it is in the cache.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ingot {

class ChannelSums {
 public:
  ChannelSums(std::int64_t batch, std::int64_t channels) : batch_(batch), channels_(channels) {}

  /// A multiple of 64.
  [[nodiscard]] std::size_t scratch_bytes() const;
  /// Plane `plane` of (batch, channels) has these `places` values. Any thread, each plane once.
  void add_plane(const float* x, std::int64_t places, std::int64_t plane, double* scratch) const;
  /// The same of block `block` of 8 channels, which lie side by side at each place.
  void add_block(const float* x, std::int64_t places, std::int64_t block, double* scratch) const;
  /// This thread's share of the sums, y (channels), when all planes are added.
  void finish(const double* scratch, float* y, int thread, int threads) const;

 private:
  std::int64_t batch_, channels_;
};

}  // namespace ingot
