#include "data/plane_resizer.h"

#include <algorithm>
#include <cmath>

namespace ingot {
namespace {

// 32 bits hold 8 of a value, 22 of a weight and 2 to spare for the sum of rounded weights.
constexpr int kWeightBits = 22;
constexpr std::int32_t kHalf = 1 << (kWeightBits - 1);

std::uint8_t rounded(std::int32_t sum) {
  const std::int32_t v = sum >> kWeightBits;
  return static_cast<std::uint8_t>(v > 255 ? 255 : v);
}

double triangle(double x) { return std::max(0.0, 1 - std::abs(x)); }

// Calls f with the number of taps as a constant where it is a frequent one, so that its loops are
// unrolled, or with 0.
template <class F>
void with_taps(std::size_t taps, const F& f) {
  switch (taps) {
    case 3: return f.template operator()<3>();
    case 5: return f.template operator()<5>();
    case 7: return f.template operator()<7>();
    case 9: return f.template operator()<9>();
    default: return f.template operator()<0>();
  }
}

}  // namespace

PlaneResizer::Taps::Taps(std::int64_t from, std::int64_t to) : keeps(from == to) {
  if (keeps) return;
  const double reduction = static_cast<double>(from) / static_cast<double>(to);
  const double reach = std::max(reduction, 1.0);
  most =
      std::min(2 * static_cast<std::size_t>(std::ceil(reach)) + 1, static_cast<std::size_t>(from));
  weights.assign(static_cast<std::size_t>(to) * most, 0);
  std::vector<double> shares(most);
  for (std::size_t i = 0; i < static_cast<std::size_t>(to); ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * reduction;
    const auto begin = std::max<std::int64_t>(static_cast<std::int64_t>(centre - reach + 0.5), 0);
    const auto end = std::min(static_cast<std::int64_t>(centre + reach + 0.5), from);
    const auto count = static_cast<std::size_t>(end - begin);
    double sum = 0;
    for (std::size_t k = 0; k < count; ++k) {
      const double at = static_cast<double>(begin) + static_cast<double>(k) + 0.5;
      sum += shares[k] = triangle((at - centre) / reach);
    }
    // All taps lie in the picture: those of the weight 0 before the first at its end.
    first.push_back(std::min(begin, from - static_cast<std::int64_t>(most)));
    std::int32_t* weight = weights.data() + i * most + (begin - first.back());
    for (std::size_t k = 0; k < count; ++k)
      weight[k] = static_cast<std::int32_t>(shares[k] / sum * (1 << kWeightBits) + 0.5);
  }
}

PlaneResizer::PlaneResizer(PlaneSize from, PlaneSize to)
    : from_(from),
      to_(to),
      across_(from.width, to.width),
      down_(from.height, to.height),
      narrow_(across_.keeps || down_.keeps ? 0 : static_cast<std::size_t>(from.height * to.width)) {
}

void PlaneResizer::run(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) {
  if (across_.keeps && down_.keeps) {
    for (std::int64_t y = 0; y < to_.height; ++y)
      std::copy_n(in + y * stride, to_.width, out + y * to_.width);
  } else if (across_.keeps) {
    down(in, stride, out);
  } else if (down_.keeps) {
    across(in, stride, out);
  } else {
    across(in, stride, narrow_.data());
    down(narrow_.data(), to_.width, out);
  }
}

void PlaneResizer::across(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) const {
  with_taps(across_.most, [&]<std::size_t taps>() { run_across<taps>(in, stride, out); });
}

void PlaneResizer::down(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) const {
  with_taps(down_.most, [&]<std::size_t taps>() { run_down<taps>(in, stride, out); });
}

template <std::size_t taps>
void PlaneResizer::run_across(const std::uint8_t* in, std::int64_t stride,
                              std::uint8_t* out) const {
  const std::size_t most = taps == 0 ? across_.most : taps;
  const std::int64_t* first = across_.first.data();
  const std::int64_t width = to_.width;
  for (std::int64_t y = 0; y < from_.height; ++y, in += stride, out += width) {
    const std::int32_t* weights = across_.weights.data();
    for (std::int64_t x = 0; x < width; ++x, weights += most) {
      const std::uint8_t* pixels = in + first[x];
      std::int32_t sum = kHalf;
      for (std::size_t k = 0; k < most; ++k) sum += weights[k] * pixels[k];
      out[x] = rounded(sum);
    }
  }
}

// Blocks of columns, whose sums stay in the first cache.
template <std::size_t taps>
void PlaneResizer::run_down(const std::uint8_t* in, std::int64_t stride, std::uint8_t* out) const {
  constexpr std::int64_t kBlock = 256;
  const std::size_t most = taps == 0 ? down_.most : taps;
  const std::int64_t width = to_.width;
  const std::int32_t* weights = down_.weights.data();
  for (std::int64_t y = 0; y < to_.height; ++y, weights += most, out += width) {
    const std::uint8_t* rows = in + down_.first[static_cast<std::size_t>(y)] * stride;
    for (std::int64_t x = 0; x < width; x += kBlock) {
      const std::int64_t columns = std::min(kBlock, width - x);
      std::int32_t sums[kBlock];
      std::fill_n(sums, columns, kHalf);
      for (std::size_t k = 0; k < most; ++k) {
        if (weights[k] == 0) continue;
        const std::uint8_t* row = rows + static_cast<std::int64_t>(k) * stride + x;
        for (std::int64_t i = 0; i < columns; ++i) sums[i] += weights[k] * row[i];
      }
      for (std::int64_t i = 0; i < columns; ++i) out[x + i] = rounded(sums[i]);
    }
  }
}

}  // namespace ingot
