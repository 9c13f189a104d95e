// Products of the blocks of rows, and their gradients.
//
// Algorithm    four vectors of sums in registers run along a block; zeros, of which one-hot codes
//              consist, are stepped over
// Assumes      f32
// Invariance   each row by itself, in ascending positions; a row of the kernel's gradient belongs
// to
//              one thread and is summed in the order of the rows

#include "backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/block_matmul.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#ifndef INGOT_BLOCK_SIZES_
#define INGOT_BLOCK_SIZES_
namespace ingot {
namespace {

struct BlockSizes {
  std::int64_t rows, width, units;
  Ints widths;
  [[nodiscard]] std::int64_t blocks() const { return static_cast<std::int64_t>(widths.size()); }
  [[nodiscard]] double flops() const { return 2.0 * static_cast<double>(rows * width * units); }
  [[nodiscard]] double bytes() const {
    return 4.0 * static_cast<double>(rows * (width + blocks() * units) + width * units);
  }
};

}  // namespace
}  // namespace ingot
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::CappedTag<float, 8>;

// y[0 .. 4 vectors) = sum over p of x[p] kernel[p * units ...]
HWY_INLINE void MultiplyFour(const float* x, std::int64_t width, const float* kernel,
                             std::int64_t units, float* y) {
  const Tag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  for (std::int64_t p = 0; p < width; ++p, kernel += units) {
    if (x[p] == 0) continue;
    const auto v = hn::Set(d, x[p]);
    s0 = hn::MulAdd(v, hn::LoadU(d, kernel), s0);
    s1 = hn::MulAdd(v, hn::LoadU(d, kernel + lanes), s1);
    s2 = hn::MulAdd(v, hn::LoadU(d, kernel + 2 * lanes), s2);
    s3 = hn::MulAdd(v, hn::LoadU(d, kernel + 3 * lanes), s3);
  }
  hn::StoreU(s0, d, y);
  hn::StoreU(s1, d, y + lanes);
  hn::StoreU(s2, d, y + 2 * lanes);
  hn::StoreU(s3, d, y + 3 * lanes);
}

// The same for one vector, or for what is left of one.
HWY_INLINE void MultiplyOne(const float* x, std::int64_t width, const float* kernel,
                            std::int64_t units, std::int64_t count, float* y) {
  const Tag d;
  const auto mask = hn::FirstN(d, static_cast<std::size_t>(count));
  auto sum = hn::Zero(d);
  for (std::int64_t p = 0; p < width; ++p, kernel += units)
    if (x[p] != 0) sum = hn::MulAdd(hn::Set(d, x[p]), hn::MaskedLoad(mask, d, kernel), sum);
  hn::BlendedStore(sum, mask, d, y);
}

void MultiplyBlocks(const BlockSizes& s, const float* x, const float* kernel, float* y) {
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(Tag()));
  for (const std::int64_t width : s.widths) {
    std::int64_t u = 0;
    for (; u + 4 * lanes <= s.units; u += 4 * lanes)
      MultiplyFour(x, width, kernel + u, s.units, y + u);
    for (; u < s.units; u += lanes)
      MultiplyOne(x, width, kernel + u, s.units, std::min(lanes, s.units - u), y + u);
    x += width;
    kernel += width * s.units;
    y += s.units;
  }
}

void MultiplyBlocksBack(const BlockSizes& s, const float* dy, const float* kernel, float* dx) {
  const Tag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (const std::int64_t width : s.widths) {
    for (std::int64_t p = 0; p < width; ++p, kernel += s.units) {
      auto sum = hn::Zero(d);
      for (std::int64_t u = 0; u < s.units; u += lanes) {
        const auto mask = hn::FirstN(d, static_cast<std::size_t>(std::min(lanes, s.units - u)));
        sum = hn::MulAdd(hn::MaskedLoad(mask, d, dy + u), hn::MaskedLoad(mask, d, kernel + u), sum);
      }
      *dx++ = hn::GetLane(hn::SumOfLanes(d, sum));
    }
    dy += s.units;
  }
}

// Positions [first, last) of the kernel's gradient.
void SumBlocks(const BlockSizes& s, const float* x, const float* dy, std::int64_t first,
               std::int64_t last, float* dkernel) {
  const Tag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  std::fill_n(dkernel + first * s.units, (last - first) * s.units, 0.0f);
  for (std::int64_t r = 0; r < s.rows; ++r) {
    const float* from = dy + r * s.blocks() * s.units;
    std::int64_t p = 0;
    for (const std::int64_t width : s.widths) {
      const std::int64_t end = p + width;
      for (p = std::max(p, first); p < std::min(end, last); ++p) {
        const float factor = x[r * s.width + p];
        if (factor == 0) continue;
        float* to = dkernel + p * s.units;
        std::int64_t u = 0;
        for (; u + lanes <= s.units; u += lanes)
          hn::StoreU(hn::MulAdd(hn::Set(d, factor), hn::LoadU(d, from + u), hn::LoadU(d, to + u)),
                     d, to + u);
        for (; u < s.units; ++u) to[u] += factor * from[u];
      }
      p = end;
      from += s.units;
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(MultiplyBlocks);
HWY_EXPORT(MultiplyBlocksBack);
HWY_EXPORT(SumBlocks);

// `run` gets the sizes and how many threads the work is worth.
template <class F>
Match over_blocks(const NodeView& n, const BlockSizes& s, F run) {
  INGOT_REFUSE_UNLESS(n.input_type(0).dtype == f32, "only f32, not {}",
                      to_string(n.input_type(0).dtype));
  INGOT_REFUSE_UNLESS(s.rows > 0 && s.units > 0, "nothing to do");
  Kernel kernel;
  kernel.flops = s.flops();
  kernel.run = [s, run](const Launch& l) {
    run(l, s, threads_worth(s.flops(), s.bytes(), l.num_threads()));
  };
  return kernel;
}

}  // namespace

Match block_matmul_kernel(const NodeView& n, const MatchContext&) {
  const Shape &x = n.input_type(0).shape, &kernel = n.input_type(1).shape;
  return over_blocks(n, {x[0], x[1], kernel[1], n.integers("widths")},
                     [](const Launch& l, const BlockSizes& s, int threads) {
                       parallel_for(threads, s.rows, [&](std::int64_t r) {
                         HWY_DYNAMIC_DISPATCH(MultiplyBlocks)
                         (s, l.in<float>(0) + r * s.width, l.in<float>(1),
                          l.out<float>(0) + r * s.blocks() * s.units);
                       });
                     });
}

Match block_matmul_data_kernel(const NodeView& n, const MatchContext&) {
  const Shape &dy = n.input_type(0).shape, &kernel = n.input_type(1).shape;
  return over_blocks(n, {dy[0], kernel[0], dy[2], n.integers("widths")},
                     [](const Launch& l, const BlockSizes& s, int threads) {
                       parallel_for(threads, s.rows, [&](std::int64_t r) {
                         HWY_DYNAMIC_DISPATCH(MultiplyBlocksBack)
                         (s, l.in<float>(0) + r * s.blocks() * s.units, l.in<float>(1),
                          l.out<float>(0) + r * s.width);
                       });
                     });
}

Match block_matmul_weights_kernel(const NodeView& n, const MatchContext&) {
  const Shape &x = n.input_type(0).shape, &dy = n.input_type(1).shape;
  return over_blocks(n, {x[0], x[1], dy[2], n.integers("widths")},
                     [](const Launch& l, const BlockSizes& s, int threads) {
                       on_threads(threads, [&](int thread, int of) {
                         const Share share = share_of(s.width, thread, of);
                         HWY_DYNAMIC_DISPATCH(SumBlocks)
                         (s, l.in<float>(0), l.in<float>(1), share.begin, share.end,
                          l.out<float>(0));
                       });
                     });
}

}  // namespace ingot
#endif  // HWY_ONCE
