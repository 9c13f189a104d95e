// The filter of pipelines whose `resize` has version 1.
#pragma once

#include <cstdint>
#include <vector>

#include "data/plane_resizer.h"

namespace ingot {

/// Resizes planes of one size: across, then down, in f32 until the last rounding. Along an axis
/// that grows: bilinear between the centres of the pixels; along one that shrinks: the mean over
/// the area that a new pixel covers.
class AreaResizer {
 public:
  AreaResizer(PlaneSize from, PlaneSize to);
  /// in   from.height rows of from.width values, which begin `stride` values apart
  /// out  to.height * to.width values
  void run(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out);

 private:
  // What one new pixel is made of: consecutive old pixels and their weights, which sum to 1.
  struct Mixture {
    std::int64_t first = 0;
    std::vector<float> weights;
  };
  static Mixture between_centres(std::int64_t index, std::int64_t from, double ratio);
  static Mixture over_area(std::int64_t index, std::int64_t from, double ratio);
  static std::vector<Mixture> mixtures(std::int64_t from, std::int64_t to);

  std::vector<Mixture> down_, across_;
  std::vector<float> narrow_, line_;
};

}  // namespace ingot
