// Batch normalisation over this batch's statistics and its gradient, with the relu and the sum that
// surround them.
//
// Algorithm    statistics of each plane by itself while it lies in the first-level cache, joined in
//              the order of the rows in f64; then one pass that writes
// Invariance   planes are joined in order, whatever thread made them
// Source       Chan, Golub and LeVeque 1979, Updating formulae (joining variances);
//              Ioffe and Szegedy 2015, sec. 3 (gradient)
#include "backend/cpu/batch_norm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/batch_norm.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<float, 8>;
using V = hn::Vec<D>;

// Runs f(vector count, offset) over a plane of `n` floats whose lane of channels is 8 wide, or
// whose floats are all of one channel. Per-channel factors are then vectors or one number
// everywhere.
HWY_INLINE V LoadFactor(const float* p, bool is_lanes, std::size_t lane) {
  const D d;
  return is_lanes ? hn::LoadU(d, p + lane) : hn::Set(d, *p);
}

// sums[0 .. 8) += x - shift, squares likewise; for planes of one channel the lanes are parts of it.
void SumPlane(const float* HWY_RESTRICT x, std::int64_t n, float* sums) {
  const D d;
  const std::int64_t lanes = static_cast<std::int64_t>(hn::Lanes(d)), whole = n / 8 * 8;
  for (std::int64_t lane = 0; lane < 8; lane += lanes) {
    V a = hn::Zero(d), b = a, c = a, e = a;
    std::int64_t i = lane;
    for (; i + 24 < whole; i += 32) {
      a = hn::Add(a, hn::LoadU(d, x + i));
      b = hn::Add(b, hn::LoadU(d, x + i + 8));
      c = hn::Add(c, hn::LoadU(d, x + i + 16));
      e = hn::Add(e, hn::LoadU(d, x + i + 24));
    }
    for (; i < whole; i += 8) a = hn::Add(a, hn::LoadU(d, x + i));
    hn::StoreU(hn::Add(hn::Add(a, b), hn::Add(c, e)), d, sums + lane);
  }
  for (std::int64_t i = whole; i < n; ++i) sums[i % 8] += x[i];
}

void SquarePlane(const float* HWY_RESTRICT x, std::int64_t n, const float* shift, float* sums) {
  const D d;
  const std::int64_t lanes = static_cast<std::int64_t>(hn::Lanes(d)), whole = n / 8 * 8;
  for (std::int64_t lane = 0; lane < 8; lane += lanes) {
    const V m = hn::LoadU(d, shift + lane);
    V a = hn::Zero(d), b = a, c = a, e = a;
    const auto add = [&](V sum, std::int64_t at) HWY_ATTR {
      const V z = hn::Sub(hn::LoadU(d, x + at), m);
      return hn::MulAdd(z, z, sum);
    };
    std::int64_t i = lane;
    for (; i + 24 < whole; i += 32) {
      a = add(a, i);
      b = add(b, i + 8);
      c = add(c, i + 16);
      e = add(e, i + 24);
    }
    for (; i < whole; i += 8) a = add(a, i);
    hn::StoreU(hn::Add(hn::Add(a, b), hn::Add(c, e)), d, sums + lane);
  }
  for (std::int64_t i = whole; i < n; ++i)
    sums[i % 8] += (x[i] - shift[i % 8]) * (x[i] - shift[i % 8]);
}

// y = (x - mean) factor + offset (+ addend) (relu); mean, factor, offset: 8 lanes.
void NormalizePlane(const float* x, std::int64_t n, const float* mean, const float* factor,
                    const float* offset, const float* addend, bool relu, float* y) {
  const D d;
  const std::int64_t lanes = static_cast<std::int64_t>(hn::Lanes(d)), whole = n / 8 * 8;
  for (std::int64_t lane = 0; lane < 8; lane += lanes) {
    const V m = hn::LoadU(d, mean + lane), f = hn::LoadU(d, factor + lane),
            o = hn::LoadU(d, offset + lane);
    for (std::int64_t i = lane; i < whole; i += 8) {
      V v = hn::MulAdd(hn::Sub(hn::LoadU(d, x + i), m), f, o);
      if (addend) v = hn::Add(v, hn::LoadU(d, addend + i));
      if (relu) v = Relu(d, v);
      hn::StoreU(v, d, y + i);
    }
  }
  for (std::int64_t i = whole; i < n; ++i) {
    float v = (x[i] - mean[i % 8]) * factor[i % 8] + offset[i % 8];
    if (addend) v += addend[i];
    y[i] = relu && v <= 0 ? 0 : v;
  }
}

// The gradient where relu's result `gate` is positive, if there is one.
HWY_INLINE V Gated(const float* dy, const float* gate, std::int64_t at) {
  const D d;
  const V g = hn::LoadU(d, dy + at);
  return gate ? hn::IfThenElseZero(hn::Gt(hn::LoadU(d, gate + at), hn::Zero(d)), g) : g;
}

// sums = dy, products = dy (x - mean)
void SumGradients(const float* HWY_RESTRICT x, const float* HWY_RESTRICT dy, const float* gate,
                  std::int64_t n, const float* mean, float* sums, float* products) {
  const D d;
  const std::int64_t lanes = static_cast<std::int64_t>(hn::Lanes(d)), whole = n / 8 * 8;
  for (std::int64_t lane = 0; lane < 8; lane += lanes) {
    const V m = hn::LoadU(d, mean + lane);
    V s0 = hn::Zero(d), s1 = s0, p0 = s0, p1 = s0;
    std::int64_t i = lane;
    for (; i + 8 < whole; i += 16) {
      const V a = Gated(dy, gate, i), b = Gated(dy, gate, i + 8);
      s0 = hn::Add(s0, a);
      s1 = hn::Add(s1, b);
      p0 = hn::MulAdd(a, hn::Sub(hn::LoadU(d, x + i), m), p0);
      p1 = hn::MulAdd(b, hn::Sub(hn::LoadU(d, x + i + 8), m), p1);
    }
    for (; i < whole; i += 8) {
      const V a = Gated(dy, gate, i);
      s0 = hn::Add(s0, a);
      p0 = hn::MulAdd(a, hn::Sub(hn::LoadU(d, x + i), m), p0);
    }
    hn::StoreU(hn::Add(s0, s1), d, sums + lane);
    hn::StoreU(hn::Add(p0, p1), d, products + lane);
  }
  for (std::int64_t i = whole; i < n; ++i) {
    const float g = !gate || gate[i] > 0 ? dy[i] : 0.0f;
    sums[i % 8] += g;
    products[i % 8] += g * (x[i] - mean[i % 8]);
  }
}

// dx = factor (dy - (slope (x - mean) + shift)), without x: factor dy
void SpreadGradients(const float* x, const float* dy, const float* gate, std::int64_t n,
                     const float* mean, const float* factor, const float* slope, const float* shift,
                     float* dx) {
  const D d;
  const std::int64_t lanes = static_cast<std::int64_t>(hn::Lanes(d)), whole = n / 8 * 8;
  for (std::int64_t lane = 0; lane < 8; lane += lanes) {
    const V m = hn::LoadU(d, mean + lane), f = hn::LoadU(d, factor + lane);
    const V k = hn::LoadU(d, slope + lane), s = hn::LoadU(d, shift + lane);
    for (std::int64_t i = lane; i < whole; i += 8) {
      V g = Gated(dy, gate, i);
      if (x) g = hn::Sub(g, hn::MulAdd(k, hn::Sub(hn::LoadU(d, x + i), m), s));
      hn::StoreU(hn::Mul(f, g), d, dx + i);
    }
  }
  for (std::int64_t i = whole; i < n; ++i) {
    float g = !gate || gate[i] > 0 ? dy[i] : 0.0f;
    if (x) g -= slope[i % 8] * (x[i] - mean[i % 8]) + shift[i % 8];
    dx[i] = factor[i % 8] * g;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(SumPlane);
HWY_EXPORT(SquarePlane);
HWY_EXPORT(NormalizePlane);
HWY_EXPORT(SumGradients);
HWY_EXPORT(SpreadGradients);

// 8 floats, one for each lane of a plane; a plane of one channel has the same in all.
using Lanes = std::array<float, 8>;

bool counts(const bool* row_mask, std::int64_t row) { return !row_mask || row_mask[row]; }

}  // namespace

std::int64_t BatchNormShape::counted_rows(const bool* row_mask) const {
  return row_mask ? std::count(row_mask, row_mask + batch, true) : batch;
}

void BatchNormShape::run_forward(const BatchNormArguments& a, int thread, int threads) const {
  const Share own = share_of(batch * groups, thread, threads);
  // Of each plane: the sums of its channels and the squares about its own mean.
  for (std::int64_t p = own.begin; p < own.end; ++p) {
    if (!counts(a.row_mask, p / groups)) continue;
    Lanes sums{}, squares{}, shift{};
    const float* x = a.x + p * plane();
    HWY_DYNAMIC_DISPATCH(SumPlane)(x, plane(), sums.data());
    double* out = a.parts + p * 2 * width;
    for (std::int64_t c = 0; c < width; ++c) {
      out[c] = channel_of(sums, c);
      const auto mean = static_cast<float>(out[c] / static_cast<double>(places));
      if (width == 1) shift.fill(mean);
      shift[static_cast<std::size_t>(c)] = mean;
    }
    HWY_DYNAMIC_DISPATCH(SquarePlane)(x, plane(), shift.data(), squares.data());
    for (std::int64_t c = 0; c < width; ++c) {
      // About the rounded mean: bring it to the exact one.
      const double error =
          out[c] / static_cast<double>(places) - shift[static_cast<std::size_t>(c)];
      out[width + c] = channel_of(squares, c) - static_cast<double>(places) * error * error;
    }
  }
  wait_for_threads(threads);
  const Share channels = share_of(groups * width, thread, threads);
  const double rows = static_cast<double>(std::max<std::int64_t>(1, counted_rows(a.row_mask)));
  const double count = rows * static_cast<double>(places);
  for (std::int64_t c = channels.begin; c < channels.end; ++c) {
    const double* first = a.parts + c / width * 2 * width + c % width;
    const std::int64_t step = groups * 2 * width;
    double sum = 0, squares = 0;
    for (std::int64_t b = 0; b < batch; ++b)
      if (counts(a.row_mask, b)) sum += first[b * step];
    const double mean = sum / count;
    for (std::int64_t b = 0; b < batch; ++b)
      if (counts(a.row_mask, b)) {
        const double apart = first[b * step] / static_cast<double>(places) - mean;
        squares += first[b * step + width] + static_cast<double>(places) * apart * apart;
      }
    a.mean[c] = static_cast<float>(mean);
    // Rounding may leave a little less than nothing of a channel of one value.
    a.variance[c] = static_cast<float>((squares < 0 ? 0 : squares) / count);
  }
  wait_for_threads(threads);
  for (std::int64_t p = own.begin; p < own.end; ++p) {
    Lanes mean, factor, offset;
    for (std::size_t lane = 0; lane < 8; ++lane) {
      const std::int64_t c = p % groups * width + static_cast<std::int64_t>(lane) % width;
      mean[lane] = a.mean[c];
      factor[lane] = a.scale[c] / std::sqrt(a.variance[c] + epsilon);
      offset[lane] = a.offset[c];
    }
    const std::int64_t at = p * plane();
    HWY_DYNAMIC_DISPATCH(NormalizePlane)
    (a.x + at, plane(), mean.data(), factor.data(), offset.data(),
     a.addend ? a.addend + at : nullptr, a.relu, a.y + at);
  }
}

void BatchNormShape::run_backward(const BatchNormGradients& a, int thread, int threads) const {
  const Share own = share_of(batch * groups, thread, threads);
  const auto lanes_of = [&](const float* values, std::int64_t group) {
    Lanes lanes;
    for (std::size_t lane = 0; lane < 8; ++lane)
      lanes[lane] = values[group * width + static_cast<std::int64_t>(lane) % width];
    return lanes;
  };
  for (std::int64_t p = own.begin; p < own.end; ++p) {
    Lanes sums{}, products{};
    const std::int64_t at = p * plane();
    const Lanes mean = lanes_of(a.mean, p % groups);
    HWY_DYNAMIC_DISPATCH(SumGradients)
    (a.x + at, a.dy + at, a.gate ? a.gate + at : nullptr, plane(), mean.data(), sums.data(),
     products.data());
    double* out = a.parts + p * 2 * width;
    for (std::int64_t c = 0; c < width; ++c) {
      out[c] = channel_of(sums, c);
      out[width + c] = channel_of(products, c);
    }
  }
  wait_for_threads(threads);
  const Share channels = share_of(groups * width, thread, threads);
  for (std::int64_t c = channels.begin; c < channels.end; ++c) {
    const double* first = a.parts + c / width * 2 * width + c % width;
    const std::int64_t step = groups * 2 * width;
    double sum = 0, product = 0;
    for (std::int64_t b = 0; b < batch; ++b) {
      sum += first[b * step];
      product += first[b * step + width];
    }
    const double inverse = 1 / std::sqrt(static_cast<double>(a.variance[c]) + epsilon);
    a.dscale[c] = static_cast<float>(product * inverse);
    a.doffset[c] = static_cast<float>(sum);
  }
  wait_for_threads(threads);
  const double rows = static_cast<double>(std::max<std::int64_t>(1, counted_rows(a.row_mask)));
  const double count = rows * static_cast<double>(places);
  for (std::int64_t p = own.begin; p < own.end; ++p) {
    const std::int64_t at = p * plane(), group = p % groups;
    const Lanes mean = lanes_of(a.mean, group);
    const bool row_counts = counts(a.row_mask, p / groups);
    Lanes factor, slope, shift;
    for (std::size_t lane = 0; lane < 8; ++lane) {
      const std::int64_t c = group * width + static_cast<std::int64_t>(lane) % width;
      const double inverse = 1 / std::sqrt(static_cast<double>(a.variance[c]) + epsilon);
      factor[lane] = static_cast<float>(inverse * a.scale[c]);
      slope[lane] = static_cast<float>(inverse * a.dscale[c] / count);
      shift[lane] = static_cast<float>(a.doffset[c] / count);
    }
    HWY_DYNAMIC_DISPATCH(SpreadGradients)
    (row_counts ? a.x + at : nullptr, a.dy + at, a.gate ? a.gate + at : nullptr, plane(),
     mean.data(), factor.data(), slope.data(), shift.data(), a.dx + at);
  }
}

}  // namespace ingot
#endif  // HWY_ONCE
