// A picture that is being changed.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

namespace ingot {

struct PictureSize {
  std::int64_t channels, height, width;

  [[nodiscard]] std::int64_t plane() const { return height * width; }
  [[nodiscard]] std::int64_t values() const { return channels * plane(); }
};

/// The planes of one picture, u8 (channels, height, width), and a second buffer of that size. A
/// change works in place, or fills `spare` and swaps.
class Canvas {
 public:
  Canvas(const PictureSize& size, std::uint8_t* pixels, std::uint8_t* spare)
      : size_(size), pixels_(pixels), spare_(spare) {}

  [[nodiscard]] const PictureSize& size() const { return size_; }
  [[nodiscard]] std::span<std::uint8_t> pixels() {
    return {pixels_, static_cast<std::size_t>(size_.values())};
  }
  [[nodiscard]] std::span<std::uint8_t> spare() {
    return {spare_, static_cast<std::size_t>(size_.values())};
  }
  [[nodiscard]] std::uint8_t* plane(std::int64_t channel) {
    return pixels_ + channel * size_.plane();
  }
  [[nodiscard]] std::uint8_t* spare_plane(std::int64_t channel) {
    return spare_ + channel * size_.plane();
  }
  void swap() { std::swap(pixels_, spare_); }

 private:
  PictureSize size_;
  std::uint8_t* pixels_;
  std::uint8_t* spare_;
};

}  // namespace ingot
