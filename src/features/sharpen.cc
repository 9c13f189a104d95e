#include "features/sharpen.h"

#include <algorithm>

#include "features/colour_change.h"

namespace ingot {

void sharpen(Canvas& canvas, double factor) {
  const PictureSize& size = canvas.size();
  if (factor == 1 || size.height < 3 || size.width < 3) return;
  const auto own = static_cast<float>(factor), around = static_cast<float>((1 - factor) / 13);
  const std::int64_t w = size.width;
  std::ranges::copy(canvas.pixels(), canvas.spare().begin());
  for (std::int64_t c = 0; c < size.channels; ++c)
    for (std::int64_t y = 1; y < size.height - 1; ++y) {
      const std::uint8_t* in = canvas.plane(c) + y * w;
      std::uint8_t* out = canvas.spare_plane(c) + y * w;
      for (std::int64_t x = 1; x < w - 1; ++x) {
        const int above = in[x - w - 1] + in[x - w] + in[x - w + 1];
        const int beside = in[x - 1] + 5 * in[x] + in[x + 1];
        const int under = in[x + w - 1] + in[x + w] + in[x + w + 1];
        out[x] = grey_level(around * static_cast<float>(above + beside + under) +
                            own * static_cast<float>(in[x]));
      }
    }
  canvas.swap();
}

}  // namespace ingot
