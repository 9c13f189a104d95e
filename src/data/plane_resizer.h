// Bilinear resizing of planes of 8-bit values, antialiased where they shrink.
#pragma once

#include <cstdint>
#include <vector>

namespace ingot {

struct PlaneSize {
  std::int64_t height, width;
  friend bool operator==(const PlaneSize&, const PlaneSize&) = default;
};

/// Resizes planes of one size: across, rounded to 8 bits, then down. A new pixel is the mean of the
/// old ones under a triangle around its centre, whose half width is one old pixel, or one new pixel
/// where that is larger. The weights are whole numbers of 2^-22, so that no machine rounds
/// otherwise; the results have the bits of Pillow's `Image.resize(size, Image.BILINEAR)`.
///
/// source  Turkowski 1990, Filters for common resampling tasks (the triangle filter)
class PlaneResizer {
 public:
  /// Sizes of at least 1. cost: O(the larger of the sizes)
  PlaneResizer(PlaneSize from, PlaneSize to);

  /// in      from.height rows of from.width values, which begin `stride` values apart
  /// out     to.height * to.width values
  /// cost    O(taps * (from.height + to.height) * to.width), 2 to 3 taps times the reduction
  void run(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out);

 private:
  // What the new pixels of one axis are made of: `most` old ones from `first` on, some of which may
  // have the weight 0.
  struct Taps {
    Taps(std::int64_t from, std::int64_t to);
    bool keeps = false;  // the size, and so every pixel
    std::size_t most = 0;
    std::vector<std::int64_t> first;
    std::vector<std::int32_t> weights;  // `most` for each new pixel
  };
  template <std::size_t taps>
  void run_across(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) const;
  template <std::size_t taps>
  void run_down(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) const;
  void across(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) const;
  void down(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) const;

  PlaneSize from_, to_;
  Taps across_, down_;
  std::vector<std::uint8_t> narrow_;
};

}  // namespace ingot
