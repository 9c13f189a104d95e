#include "data/resize.h"

#include "data/area_resizer.h"
#include "data/letterbox.h"
#include "data/plane_resizer.h"

namespace ingot {
namespace {

template <class Resizer>
Tensor resized_with(const Tensor& pictures, PlaneSize from, PlaneSize to) {
  const Shape& s = pictures.shape();
  Tensor resized(u8, s.with(s.rank() - 2, to.height).with(s.rank() - 1, to.width));
  const std::uint8_t* in = pictures.data<std::uint8_t>().data();
  std::uint8_t* out = resized.mutable_data<std::uint8_t>().data();
  Resizer resizer(from, to);
  const std::int64_t plane = from.height * from.width, planes = pictures.num_elements() / plane;
  for (std::int64_t p = 0; p < planes; ++p)
    resizer.run(in + p * plane, from.width, out + p * to.height * to.width);
  return resized;
}

}  // namespace

Tensor resize_pictures(const Tensor& pictures, std::int64_t height, std::int64_t width,
                       ResizeFilter filter) {
  const Shape& s = pictures.shape();
  if (s.rank() < 2 || s[s.rank() - 2] < 1 || s.back() < 1 || height < 1 || width < 1)
    throw Error("shape_mismatch",
                text("pictures {} cannot be resized to {} x {}", "图片 {} 无法缩放为 {} x {}",
                     to_string(pictures.type()), height, width))
        .expected(
            text("u8 (..., height, width), at least one pixel", "u8 (..., 高, 宽), 至少一个像素"));
  const PlaneSize from{s[s.rank() - 2], s.back()}, to{height, width};
  static_cast<void>(pictures.data<std::uint8_t>());
  if (from == to) return pictures;
  return filter == ResizeFilter::area ? resized_with<AreaResizer>(pictures, from, to)
                                      : resized_with<PlaneResizer>(pictures, from, to);
}

Tensor with_channels(const Tensor& pictures, std::int64_t channels) {
  const Shape& s = pictures.shape();
  const int axis = s.rank() - 3;
  const auto known = [](std::int64_t c) { return c == 1 || c == 3; };
  if (axis < 0 || !known(s[axis]) || !known(channels))
    throw Error("shape_mismatch",
                text("pictures {} cannot be given {} channels", "图片 {} 无法转换为 {} 个通道",
                     to_string(pictures.type()), channels))
        .expected(text("u8 (..., channels, height, width), 1 or 3 channels",
                       "u8 (..., 通道, 高, 宽), 1 或 3 个通道"));
  const std::span<const std::uint8_t> in = pictures.data<std::uint8_t>();
  if (s[axis] == channels) return pictures;
  Tensor converted(u8, s.with(axis, channels));
  const std::span<std::uint8_t> out = converted.mutable_data<std::uint8_t>();
  const auto plane = static_cast<std::size_t>(s[axis + 1] * s[axis + 2]);
  const std::size_t planes = plane == 0 ? 0 : in.size() / plane;
  if (channels == 3) {
    for (std::size_t p = 0; p < planes; ++p)
      for (std::size_t c = 0; c < 3; ++c)
        std::copy_n(in.begin() + p * plane, plane, out.begin() + (3 * p + c) * plane);
    return converted;
  }
  for (std::size_t p = 0; p < planes / 3; ++p)
    for (std::size_t i = 0; i < plane; ++i) {
      const std::size_t at = 3 * p * plane + i;
      const int luma = 299 * in[at] + 587 * in[at + plane] + 114 * in[at + 2 * plane];
      out[p * plane + i] = static_cast<std::uint8_t>((luma + 500) / 1000);
    }
  return converted;
}

Tensor fit_pictures(const Tensor& pictures, const Shape& row, PictureFit fit) {
  if (row.rank() != 3)
    throw Error("shape_mismatch",
                text("{} is not the shape of a picture", "{} 不是图片的形状", to_string(row)))
        .expected(text("(channels, height, width)", "(通道, 高, 宽)"));
  const Tensor converted = with_channels(pictures, row[0]);
  switch (fit) {
    case PictureFit::stretch: break;
    case PictureFit::letterbox:
      return letterbox_pictures(converted, row[1], row[2], std::array<std::uint8_t, 1>{0});
    case PictureFit::center_crop: return center_crop_pictures(converted, row[1], row[2], 1);
  }
  return resize_pictures(converted, row[1], row[2]);
}

Shape with_longer_side(const Shape& row, std::int64_t longest) {
  const auto before = static_cast<double>(std::max(row[1], row[2]));
  Shape result = row;
  for (const int axis : {1, 2}) {
    const double side = static_cast<double>(row[axis] * longest) / before;
    result.set(axis, std::max<std::int64_t>(1, std::llround(side)));
  }
  return result;
}

}  // namespace ingot
