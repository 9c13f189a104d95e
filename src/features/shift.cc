#include "features/shift.h"

#include <algorithm>

namespace ingot {
namespace {

std::int64_t reflected(std::int64_t i, std::int64_t n) {
  if (i < 0) return -i;
  return i < n ? i : 2 * (n - 1) - i;
}

}  // namespace

void shift(Canvas& canvas, std::int64_t down, std::int64_t right, Border border) {
  if (down == 0 && right == 0) return;
  const PictureSize& size = canvas.size();
  const std::int64_t h = size.height, w = size.width;
  const std::int64_t begin = std::clamp<std::int64_t>(-right, 0, w);
  const std::int64_t end = std::clamp<std::int64_t>(w - right, begin, w);
  for (std::int64_t c = 0; c < size.channels; ++c)
    for (std::int64_t y = 0; y < h; ++y) {
      std::uint8_t* out = canvas.spare_plane(c) + y * w;
      if (border == Border::zero && (y + down < 0 || y + down >= h)) {
        std::fill_n(out, w, std::uint8_t{0});
        continue;
      }
      const std::uint8_t* in = canvas.plane(c) + reflected(y + down, h) * w;
      const auto at_border = [&](std::int64_t x) {
        return border == Border::zero ? std::uint8_t{0} : in[reflected(x + right, w)];
      };
      for (std::int64_t x = 0; x < begin; ++x) out[x] = at_border(x);
      std::copy_n(in + begin + right, end - begin, out + begin);
      for (std::int64_t x = end; x < w; ++x) out[x] = at_border(x);
    }
  canvas.swap();
}

}  // namespace ingot
