#include "data/letterbox.h"

#include <cmath>

#include "base/assert.h"
#include "data/plane_resizer.h"
#include "data/resize.h"

namespace ingot {
namespace {

PlaneSize size_of(const Tensor& pictures) {
  const Shape& s = pictures.shape();
  if (s.rank() < 3 || s[s.rank() - 2] < 1 || s.back() < 1)
    throw Error("shape_mismatch",
                text("{} are not pictures", "{} 不是图片", to_string(pictures.type())))
        .expected(text("u8 (..., channels, height, width), at least one pixel",
                       "u8 (..., 通道, 高, 宽), 至少一个像素"));
  return {s[s.rank() - 2], s.back()};
}

std::int64_t scaled(std::int64_t side, double scale) {
  return std::max<std::int64_t>(1, std::llround(static_cast<double>(side) * scale));
}

double ratio(std::int64_t to, std::int64_t from) {
  return static_cast<double>(to) / static_cast<double>(from);
}

Tensor sized_like(const Tensor& pictures, std::int64_t height, std::int64_t width) {
  const Shape& s = pictures.shape();
  return Tensor(u8, s.with(s.rank() - 2, height).with(s.rank() - 1, width));
}

}  // namespace

Tensor letterbox_pictures(const Tensor& pictures, std::int64_t height, std::int64_t width,
                          std::span<const std::uint8_t> colour) {
  const PlaneSize size = size_of(pictures);
  const std::int64_t channels = pictures.shape()[pictures.shape().rank() - 3];
  INGOT_ASSERT(height > 0 && width > 0, "a letterbox of {} x {}", height, width);
  if (colour.size() != 1 && static_cast<std::int64_t>(colour.size()) != channels)
    throw Error("shape_mismatch", text("a colour of {} values for {}", "{1} 使用了 {0} 个值的颜色",
                                       colour.size(), to_string(pictures.type())))
        .expected(text("one value, or {}", "一个值或 {} 个值", channels));
  const double scale = std::min(ratio(height, size.height), ratio(width, size.width));
  const Tensor inner = resize_pictures(pictures, std::min(height, scaled(size.height, scale)),
                                       std::min(width, scaled(size.width, scale)));
  if (size_of(inner) == PlaneSize{height, width}) return inner;
  Tensor boxed = sized_like(pictures, height, width);
  const std::span<std::uint8_t> out = boxed.mutable_data<std::uint8_t>();
  const auto plane = static_cast<std::size_t>(height * width);
  for (std::size_t p = 0; p * plane < out.size(); ++p)
    std::ranges::fill(out.subspan(p * plane, plane), colour[p % colour.size()]);
  const PlaneSize fits = size_of(inner);
  const std::uint8_t* in = inner.data<std::uint8_t>().data();
  std::uint8_t* to = out.data() + (height - fits.height) / 2 * width + (width - fits.width) / 2;
  for (std::size_t p = 0; p * plane < out.size(); ++p, to += plane)
    for (std::int64_t y = 0; y < fits.height; ++y, in += fits.width)
      std::copy_n(in, fits.width, to + y * width);
  return boxed;
}

Tensor center_crop_pictures(const Tensor& pictures, std::int64_t height, std::int64_t width,
                            double share) {
  const PlaneSize size = size_of(pictures);
  INGOT_ASSERT(height > 0 && width > 0 && share > 0 && share <= 1, "a crop of {} x {}, share {}",
               height, width, share);
  const double scale = share * std::min(ratio(size.height, height), ratio(size.width, width));
  const PlaneSize part{std::min(size.height, scaled(height, scale)),
                       std::min(size.width, scaled(width, scale))};
  if (part == size) return resize_pictures(pictures, height, width);
  Tensor cropped = sized_like(pictures, height, width);
  const std::uint8_t* in = pictures.data<std::uint8_t>().data() +
                           (size.height - part.height) / 2 * size.width +
                           (size.width - part.width) / 2;
  std::uint8_t* out = cropped.mutable_data<std::uint8_t>().data();
  PlaneResizer resizer(part, {height, width});
  const std::int64_t plane = size.height * size.width, planes = pictures.num_elements() / plane;
  for (std::int64_t p = 0; p < planes; ++p)
    resizer.run(in + p * plane, size.width, out + p * height * width);
  return cropped;
}

}  // namespace ingot
