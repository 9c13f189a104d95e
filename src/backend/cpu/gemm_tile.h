// The register tile of matrix products: up to kTileRows rows of A times a panel of B, two vectors
// wide. Included once per Highway target, inside of no namespace.
//
// Algorithm    each element is one chain of multiply-adds along k, so its bits do not depend on the
//              rows beside it
// Source       Goto and van de Geijn 2008, Anatomy of high-performance matrix multiplication
#if defined(INGOT_GEMM_TILE_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_GEMM_TILE_H_
#undef INGOT_GEMM_TILE_H_
#else
#define INGOT_GEMM_TILE_H_
#endif

#include "backend/cpu/gemm_operands.h"
#include "backend/cpu/vector_math.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using TileTag = hn::CappedTag<float, 16>;
using TileVec = hn::Vec<TileTag>;
// As many rows as the registers hold: two vectors of sums for each, two of B, one of A.
constexpr int kTileRows = HWY_TARGET == HWY_AVX3 ? 12 : 6;

// A value of the result on its way to memory.
HWY_INLINE TileVec Finish(TileVec v, const Epilogue& e, std::ptrdiff_t at, std::ptrdiff_t column) {
  const TileTag d;
  if (e.bias) v = hn::Add(v, hn::LoadU(d, e.bias + column));
  if (e.addend) v = hn::Add(v, hn::LoadU(d, e.addend + at));
  if (e.relu) v = Relu(d, v);
  return v;
}

template <int kRows>
HWY_INLINE void MultiplyRows(const Rows& a, const float* HWY_RESTRICT b, std::int64_t k,
                             const Target& c) {
  const TileTag d;
  const std::size_t lanes = hn::Lanes(d);
  TileVec s[kRows][2];
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) s[r][0] = s[r][1] = hn::Zero(d);
  const float* HWY_RESTRICT from = a.data;
  for (std::int64_t p = 0; p < k; ++p, b += 2 * lanes, from += a.depth_step) {
    const TileVec b0 = hn::Load(d, b), b1 = hn::Load(d, b + lanes);
#pragma GCC unroll 12
    for (int r = 0; r < kRows; ++r) {
      const TileVec f = hn::Set(d, from[r * a.row_step]);
      s[r][0] = hn::MulAdd(f, b0, s[r][0]);
      s[r][1] = hn::MulAdd(f, b1, s[r][1]);
    }
  }
  const bool plain = !c.epilogue.any();
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r)
    for (std::size_t half = 0; half < 2; ++half) {
      const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(half * lanes);
      const std::ptrdiff_t at = r * c.row_step + column;
      TileVec v = s[r][half];
      if (c.add) v = hn::Add(hn::LoadU(d, c.data + at), v);
      if (!plain) v = Finish(v, c.epilogue, at, column);
      hn::StoreU(v, d, c.data + at);
    }
}

HWY_INLINE void MultiplyFewRows(int rows, const Rows& a, const float* b, std::int64_t k,
                                const Target& c) {
  switch (rows) {
    case 1: return MultiplyRows<1>(a, b, k, c);
    case 2: return MultiplyRows<2>(a, b, k, c);
    case 3: return MultiplyRows<3>(a, b, k, c);
    case 4: return MultiplyRows<4>(a, b, k, c);
    case 5: return MultiplyRows<5>(a, b, k, c);
    default: return MultiplyRows<6>(a, b, k, c);
  }
}

// The first `rows` rows of a tile. What is left of a large tile runs as two small ones.
HWY_INLINE void MultiplyTile(int rows, const Rows& a, const float* b, std::int64_t k,
                             const Target& c) {
  if constexpr (kTileRows == 12) {
    if (rows == 12) return MultiplyRows<12>(a, b, k, c);
    if (rows > 6) {
      MultiplyRows<6>(a, b, k, c);
      return MultiplyFewRows(rows - 6, a.from(6), b, k, c.from(6));
    }
  }
  MultiplyFewRows(rows, a, b, k, c);
}

// The same over all of k, block after block; `c.add` continues what lies there.
HWY_INLINE void MultiplyDeepTile(int rows, const Rows& a, const float* b, std::int64_t k,
                                 const Target& c) {
  const auto panel = static_cast<std::int64_t>(2 * hn::Lanes(TileTag()));
  for (std::int64_t p = 0; p < k; p += kTileDepth) {
    const std::int64_t depth = std::min(kTileDepth, k - p);
    const bool last = p + depth == k;
    MultiplyTile(rows, {a.data + p * a.depth_step, a.row_step, a.depth_step}, b + p * panel, depth,
                 {c.data, c.row_step, c.add || p > 0, last ? c.epilogue : Epilogue()});
  }
}

// One row times four panels at once: one panel has too few chains to hide the latency.
HWY_INLINE void MultiplyRow(const Rows& a, const float* HWY_RESTRICT b, std::int64_t panel_floats,
                            std::int64_t k, const Target& c) {
  const TileTag d;
  const std::size_t lanes = hn::Lanes(d);
  TileVec s[4][2];
#pragma GCC unroll 4
  for (int q = 0; q < 4; ++q) s[q][0] = s[q][1] = hn::Zero(d);
  for (std::int64_t p = 0; p < k; ++p, b += 2 * lanes) {
    const TileVec f = hn::Set(d, a.data[p * a.depth_step]);
#pragma GCC unroll 4
    for (int q = 0; q < 4; ++q) {
      s[q][0] = hn::MulAdd(f, hn::Load(d, b + q * panel_floats), s[q][0]);
      s[q][1] = hn::MulAdd(f, hn::Load(d, b + q * panel_floats + lanes), s[q][1]);
    }
  }
#pragma GCC unroll 4
  for (int q = 0; q < 4; ++q)
    for (std::size_t half = 0; half < 2; ++half) {
      const std::ptrdiff_t at =
          static_cast<std::ptrdiff_t>((2 * static_cast<std::size_t>(q) + half) * lanes);
      TileVec v = s[q][half];
      if (c.add) v = hn::Add(hn::LoadU(d, c.data + at), v);
      hn::StoreU(Finish(v, c.epilogue, at, at), d, c.data + at);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
