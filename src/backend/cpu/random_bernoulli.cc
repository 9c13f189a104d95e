// Random truth values with a given probability.
//
// Algorithm    eight counters of Philox4x32-10 at a time; the four words of one become four bytes
// Assumes      nothing; the bits are those of the reference
// Source       Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3
#include <cmath>
#include <cstring>

#include "backend/cpu/kernels.h"
#include "base/rng.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/random_bernoulli.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Words = hn::CappedTag<std::uint32_t, 8>;
using Word = hn::Vec<Words>;

struct Product {
  Word high, low;
};

HWY_INLINE Product Multiply(Word a, Word factor) {
  const Words d;
#if HWY_TARGET == HWY_SCALAR
  const std::uint64_t product = std::uint64_t{hn::GetLane(a)} * hn::GetLane(factor);
  return {hn::Set(d, static_cast<std::uint32_t>(product >> 32)),
          hn::Set(d, static_cast<std::uint32_t>(product))};
#else
  const hn::Repartition<std::uint64_t, Words> wide;
  const auto even = hn::MulEven(a, factor);
  const auto odd = hn::MulEven(hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(wide, a))), factor);
  return {hn::OddEven(hn::BitCast(d, odd), hn::BitCast(d, hn::ShiftRight<32>(even))),
          hn::OddEven(hn::BitCast(d, hn::ShiftLeft<32>(odd)), hn::BitCast(d, even))};
#endif
}

struct Counters {
  Word c0, c1, c2, c3;
};

HWY_INLINE Counters Round(const Counters& s, Word k0, Word k1) {
  const Words d;
  const Product a = Multiply(s.c0, hn::Set(d, 0xd2511f53u)),
                b = Multiply(s.c2, hn::Set(d, 0xcd9e8d57u));
  return {hn::Xor(hn::Xor(b.high, s.c1), k0), b.low, hn::Xor(hn::Xor(a.high, s.c3), k1), a.low};
}

// Blocks [first, first + lanes) of a row: one byte for each of their words.
HWY_INLINE Word DrawBlocks(std::uint32_t first, std::uint64_t row, const std::uint32_t* key,
                           std::uint32_t limit) {
  const Words d;
  Counters s{hn::Iota(d, first), hn::Zero(d), hn::Set(d, static_cast<std::uint32_t>(row)),
             hn::Set(d, static_cast<std::uint32_t>(row >> 32))};
  std::uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; ++round, k0 += 0x9e3779b9u, k1 += 0xbb67ae85u)
    s = Round(s, hn::Set(d, k0), hn::Set(d, k1));
  const Word below = hn::Set(d, limit), one = hn::Set(d, 1u);
  const auto byte = [&](Word word)
                        HWY_ATTR { return hn::IfThenElseZero(hn::Lt(word, below), one); };
  return hn::Or(hn::Or(byte(s.c0), hn::ShiftLeft<8>(byte(s.c1))),
                hn::Or(hn::ShiftLeft<16>(byte(s.c2)), hn::ShiftLeft<24>(byte(s.c3))));
}

void DrawRow(std::uint64_t row, const std::uint32_t* key, std::uint32_t limit, std::int64_t width,
             std::uint8_t* y) {
  const Words d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  HWY_ALIGN std::uint32_t last[hn::MaxLanes(Words())];
  for (std::int64_t at = 0; at < width; at += 4 * lanes) {
    const Word bytes = DrawBlocks(static_cast<std::uint32_t>(at / 4), row, key, limit);
    hn::Store(bytes, d, last);
    std::memcpy(y + at, last, static_cast<std::size_t>(std::min(4 * lanes, width - at)));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(DrawRow);

struct Bernoulli {
  std::int64_t rows = 1, width = 1;
  std::uint64_t stream = 0;
  std::uint64_t limit = 0;  ///< words below it are true

  void run(const Launch& l) const {
    auto* y = l.out<std::uint8_t>(0);
    if (limit > 0xffffffffu) {
      std::memset(y, 1, static_cast<std::size_t>(rows * width));
      return;
    }
    const auto* given = l.in<std::uint64_t>(0);
    const PhiloxKey key = philox_stream_key(given[0], given[1], stream);
    const std::uint64_t first = given[2];
    const int threads = threads_worth(20.0 * static_cast<double>(rows * width), 0, l.num_threads());
    parallel_for(threads, rows, [&](std::int64_t row) {
      HWY_DYNAMIC_DISPATCH(DrawRow)
      (first + static_cast<std::uint64_t>(row), key.data(), static_cast<std::uint32_t>(limit),
       width, y + row * width);
    });
  }
};

}  // namespace

Match random_bernoulli_kernel(const NodeView& n, const MatchContext&) {
  const Shape& shape = n.output_type(0).shape;
  INGOT_REFUSE_UNLESS(shape.num_elements() > 0, "nothing to do");
  Bernoulli b;
  b.rows = shape.rank() == 0 ? 1 : shape[0];
  b.width = shape.num_elements() / b.rows;
  INGOT_REFUSE_UNLESS(b.width < std::int64_t{4} << 32, "a row has {} elements", b.width);
  b.stream = static_cast<std::uint64_t>(n.integer("stream"));
  // word / 2^32 < p
  b.limit = static_cast<std::uint64_t>(std::ceil(n.number("probability") * 0x1p32));
  Kernel kernel;
  kernel.run = [b](const Launch& l) { b.run(l); };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
