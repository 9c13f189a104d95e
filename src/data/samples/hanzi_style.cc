#include "data/samples/hanzi_style.h"

#include <algorithm>
#include <array>
#include <numbers>

#include "base/rng.h"

namespace ingot {
namespace {

// The draws of one row, in order; `stream` keeps those of different purposes apart.
class RowDraws {
 public:
  RowDraws(const HanziRow& row, std::uint32_t stream)
      : key_{static_cast<std::uint32_t>(row.seed), static_cast<std::uint32_t>(row.seed >> 32)},
        counter_{0, row.row, static_cast<std::uint32_t>(row.part), stream} {}

  std::uint32_t bits() {
    if (next_ == block_.size()) {
      block_ = philox4x32(counter_, key_);
      ++counter_[0];
      next_ = 0;
    }
    return block_[next_++];
  }
  double between(double low, double high) { return low + (high - low) * bits() * 0x1p-32; }
  int whole(int low, int high) {  // both included
    return low +
           static_cast<int>(std::uint64_t{bits()} * static_cast<unsigned>(high - low + 1) >> 32);
  }

 private:
  PhiloxKey key_;
  PhiloxCounter counter_;
  PhiloxCounter block_{};
  std::size_t next_ = 4;
};

enum Stream : std::uint32_t { kStyle, kGrey, kNoise };

void soften(std::span<std::uint8_t> pixels) {
  constexpr int kPadded = kHanziSide + 2;
  std::array<int, kPadded * kPadded> padded{};
  for (int y = 0; y < kHanziSide; ++y)
    for (int x = 0; x < kHanziSide; ++x)
      padded[static_cast<std::size_t>((y + 1) * kPadded + x + 1)] =
          pixels[static_cast<std::size_t>(y * kHanziSide + x)];
  for (int y = 0; y < kHanziSide; ++y)
    for (int x = 0; x < kHanziSide; ++x) {
      const int* above = &padded[static_cast<std::size_t>(y * kPadded + x)];
      const int *here = above + kPadded, *below = here + kPadded;
      const int sum = above[0] + 2 * above[1] + above[2] + 2 * here[0] + 4 * here[1] + 2 * here[2] +
                      below[0] + 2 * below[1] + below[2];
      pixels[static_cast<std::size_t>(y * kHanziSide + x)] = static_cast<std::uint8_t>(sum / 16);
    }
}

// The sum of four bytes is close to normal; its standard deviation is 148.
int normal_times(int deviation, std::uint32_t bits) {
  const int sum =
      static_cast<int>((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24));
  return deviation * (sum - 510) / 148;
}

}  // namespace

GlyphStyle hanzi_style(const HanziRow& row) {
  constexpr double kDegree = std::numbers::pi / 180;
  RowDraws draws(row, kStyle);
  GlyphStyle style;
  style.size = draws.between(21, 27);
  style.stretch = draws.between(0.88, 1.08);
  style.stroke = draws.between(-0.01, 0.03);
  style.slant = draws.between(-0.2, 0.2);
  style.turn = draws.between(-6, 6) * kDegree;
  style.right = draws.between(-2.5, 2.5);
  style.up = draws.between(-2.5, 2.5);
  return style;
}

void finish_hanzi(const HanziRow& row, std::span<std::uint8_t> pixels) {
  RowDraws grey(row, kGrey), noise(row, kNoise);
  if (grey.whole(0, 1) == 1) soften(pixels);
  const int ink = grey.whole(170, 255), paper = grey.whole(0, 32), deviation = grey.whole(0, 12);
  const int most = std::max<int>(1, *std::max_element(pixels.begin(), pixels.end()));
  for (std::uint8_t& pixel : pixels) {
    const int value = paper + (ink - paper) * pixel / most + normal_times(deviation, noise.bits());
    pixel = static_cast<std::uint8_t>(std::clamp(value, 0, 255));
  }
}

}  // namespace ingot
