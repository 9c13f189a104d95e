#include "data/plane_resizer.h"

#include <algorithm>
#include <cmath>

namespace ingot {
namespace {

// 32 bits hold 8 of a value, 22 of a weight and 2 to spare for the sum of rounded weights.
constexpr int kWeightBits = 22;
constexpr std::int32_t kHalf = 1 << (kWeightBits - 1);

std::uint8_t rounded(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255));
}

double triangle(double x) { return std::max(0.0, 1 - std::abs(x)); }

}  // namespace

PlaneResizer::Taps::Taps(std::int64_t from, std::int64_t to) : keeps(from == to) {
  if (keeps) return;
  const double reduction = static_cast<double>(from) / static_cast<double>(to);
  const double reach = std::max(reduction, 1.0);
  most = 2 * static_cast<std::size_t>(std::ceil(reach)) + 1;
  const auto pixels = static_cast<std::size_t>(to);
  weights.assign(pixels * most, 0);
  std::vector<double> shares(most);
  for (std::size_t i = 0; i < pixels; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * reduction;
    const auto begin = std::max<std::int64_t>(static_cast<std::int64_t>(centre - reach + 0.5), 0);
    const auto end = std::min(static_cast<std::int64_t>(centre + reach + 0.5), from);
    first.push_back(static_cast<std::size_t>(begin));
    count.push_back(static_cast<std::size_t>(end - begin));
    double sum = 0;
    for (std::size_t k = 0; k < count.back(); ++k) {
      const double at = static_cast<double>(begin) + static_cast<double>(k) + 0.5;
      sum += shares[k] = triangle((at - centre) / reach);
    }
    for (std::size_t k = 0; k < count.back(); ++k)
      weights[i * most + k] = static_cast<std::int32_t>(shares[k] / sum * (1 << kWeightBits) + 0.5);
  }
}

PlaneResizer::PlaneResizer(PlaneSize from, PlaneSize to)
    : from_(from),
      to_(to),
      across_(from.width, to.width),
      down_(from.height, to.height),
      narrow_(across_.keeps || down_.keeps ? 0 : static_cast<std::size_t>(from.height * to.width)),
      line_(down_.keeps ? 0 : static_cast<std::size_t>(to.width)) {}

void PlaneResizer::run(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) {
  if (across_.keeps && down_.keeps) {
    for (std::int64_t y = 0; y < to_.height; ++y)
      std::copy_n(in + y * stride, to_.width, out + y * to_.width);
  } else if (across_.keeps) {
    run_down(in, stride, out);
  } else if (down_.keeps) {
    run_across(in, stride, out);
  } else {
    run_across(in, stride, narrow_.data());
    run_down(narrow_.data(), to_.width, out);
  }
}

void PlaneResizer::run_across(const std::uint8_t* in, std::int64_t stride,
                              std::uint8_t* out) const {
  const std::size_t width = across_.first.size();
  for (std::int64_t y = 0; y < from_.height; ++y, in += stride, out += width)
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint8_t* pixels = in + across_.first[x];
      const std::int32_t* weights = across_.weights.data() + x * across_.most;
      std::int32_t sum = kHalf;
      for (std::size_t k = 0; k < across_.count[x]; ++k) sum += weights[k] * pixels[k];
      out[x] = rounded(sum);
    }
}

void PlaneResizer::run_down(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) {
  const std::size_t width = line_.size();
  for (std::size_t y = 0; y < down_.first.size(); ++y, out += width) {
    std::fill(line_.begin(), line_.end(), kHalf);
    for (std::size_t k = 0; k < down_.count[y]; ++k) {
      const std::int32_t weight = down_.weights[y * down_.most + k];
      const std::uint8_t* row = in + static_cast<std::int64_t>(down_.first[y] + k) * stride;
      for (std::size_t x = 0; x < width; ++x) line_[x] += weight * row[x];
    }
    for (std::size_t x = 0; x < width; ++x) out[x] = rounded(line_[x]);
  }
}

}  // namespace ingot
