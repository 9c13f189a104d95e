#include "data/resize.h"

#include <cmath>

namespace ingot {
namespace {

// What one new pixel is made of: consecutive old pixels and their weights, which sum to 1.
struct Mixture {
  std::int64_t first = 0;
  std::vector<float> weights;
};

Mixture between_centres(std::int64_t index, std::int64_t from, double ratio) {
  const double centre = (static_cast<double>(index) + 0.5) * ratio - 0.5;
  const double at = std::clamp(centre, 0.0, static_cast<double>(from - 1));
  const auto low = static_cast<std::int64_t>(at);
  const auto share = static_cast<float>(at - static_cast<double>(low));
  if (share == 0) return {low, {1.0F}};
  return {low, {1 - share, share}};
}

Mixture over_area(std::int64_t index, std::int64_t from, double ratio) {
  const double begin = static_cast<double>(index) * ratio, end = begin + ratio;
  Mixture m{static_cast<std::int64_t>(begin), {}};
  for (std::int64_t i = m.first; i < from && static_cast<double>(i) < end; ++i) {
    const double covered =
        std::min(end, static_cast<double>(i + 1)) - std::max(begin, static_cast<double>(i));
    if (covered > 0) m.weights.push_back(static_cast<float>(covered / ratio));
  }
  return m;
}

std::vector<Mixture> mixtures(std::int64_t from, std::int64_t to) {
  const double ratio = static_cast<double>(from) / static_cast<double>(to);
  std::vector<Mixture> all;
  for (std::int64_t i = 0; i < to; ++i)
    all.push_back(to < from ? over_area(i, from, ratio) : between_centres(i, from, ratio));
  return all;
}

// Resizes planes of one size: rows first, then columns, in f32 until the last rounding.
class PlaneResizer {
 public:
  PlaneResizer(std::int64_t h, std::int64_t w, std::int64_t height, std::int64_t width)
      : w_(w),
        width_(width),
        down_(mixtures(h, height)),
        across_(mixtures(w, width)),
        narrow_(static_cast<std::size_t>(h * width)),
        line_(static_cast<std::size_t>(width)) {}

  void run(const std::uint8_t* in, std::uint8_t* out) {
    const auto width = static_cast<std::size_t>(width_);
    for (std::size_t y = 0; y * width < narrow_.size(); ++y, in += w_)
      for (std::size_t x = 0; x < width; ++x) {
        const Mixture& m = across_[x];
        float sum = 0;
        for (std::size_t i = 0; i < m.weights.size(); ++i)
          sum += m.weights[i] * static_cast<float>(in[static_cast<std::size_t>(m.first) + i]);
        narrow_[y * width + x] = sum;
      }
    for (const Mixture& m : down_) {
      std::fill(line_.begin(), line_.end(), 0.0F);
      for (std::size_t i = 0; i < m.weights.size(); ++i) {
        const float* row = narrow_.data() + (static_cast<std::size_t>(m.first) + i) * width;
        for (std::size_t x = 0; x < width; ++x) line_[x] += m.weights[i] * row[x];
      }
      for (const float v : line_)
        *out++ = static_cast<std::uint8_t>(std::clamp(std::floor(v + 0.5F), 0.0F, 255.0F));
    }
  }

 private:
  std::int64_t w_, width_;
  std::vector<Mixture> down_, across_;
  std::vector<float> narrow_, line_;
};

}  // namespace

Tensor resize_pictures(const Tensor& pictures, std::int64_t height, std::int64_t width) {
  const Shape& s = pictures.shape();
  if (s.rank() < 2 || s[s.rank() - 2] < 1 || s.back() < 1 || height < 1 || width < 1)
    throw Error("shape_mismatch",
                text("pictures {} cannot be resized to {} x {}", "图片 {} 无法缩放为 {} x {}",
                     to_string(pictures.type()), height, width))
        .expected(
            text("u8 (..., height, width), at least one pixel", "u8 (..., 高, 宽), 至少一个像素"));
  const std::int64_t h = s[s.rank() - 2], w = s.back();
  const std::uint8_t* in = pictures.data<std::uint8_t>().data();
  if (h == height && w == width) return pictures;
  Tensor resized(u8, s.with(s.rank() - 2, height).with(s.rank() - 1, width));
  std::uint8_t* out = resized.mutable_data<std::uint8_t>().data();
  PlaneResizer resizer(h, w, height, width);
  const std::int64_t planes = pictures.num_elements() / (h * w);
  for (std::int64_t p = 0; p < planes; ++p) resizer.run(in + p * h * w, out + p * height * width);
  return resized;
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

Tensor fit_pictures(const Tensor& pictures, const Shape& row) {
  if (row.rank() != 3)
    throw Error("shape_mismatch",
                text("{} is not the shape of a picture", "{} 不是图片的形状", to_string(row)))
        .expected(text("(channels, height, width)", "(通道, 高, 宽)"));
  return resize_pictures(with_channels(pictures, row[0]), row[1], row[2]);
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
