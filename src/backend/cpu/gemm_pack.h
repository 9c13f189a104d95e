// Operands of the register tile of matrix products in panels. Included once per Highway target,
// inside of no namespace.
#if defined(INGOT_GEMM_PACK_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef INGOT_GEMM_PACK_H_
#undef INGOT_GEMM_PACK_H_
#else
#define INGOT_GEMM_PACK_H_
#endif

#include "backend/cpu/gemm_tile.h"
#include "backend/cpu/transpose8.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

// `vectors` vectors, `vector_step` apart, of k elements, `depth_step` apart, as k groups of
// `width`.
HWY_INLINE void PackVectors(const float* from, std::int64_t vector_step, std::int64_t depth_step,
                            std::int64_t vectors, std::int64_t width, std::int64_t k, float* to) {
  if (vectors == width && vector_step == 1) {
    for (std::int64_t p = 0; p < k; ++p)
      for (std::int64_t v = 0; v < width; ++v) to[p * width + v] = from[p * depth_step + v];
    return;
  }
  const TileTag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  if (vector_step == 1 && width == 2 * lanes) {
    const auto left = hn::FirstN(d, static_cast<std::size_t>(std::min(vectors, lanes))),
               right = hn::FirstN(
                   d, static_cast<std::size_t>(std::max<std::int64_t>(0, vectors - lanes)));
    for (std::int64_t p = 0; p < k; ++p, from += depth_step, to += width) {
      hn::StoreU(hn::MaskedLoad(left, d, from), d, to);
      hn::StoreU(hn::MaskedLoad(right, d, from + lanes), d, to + lanes);
    }
    return;
  }
  std::int64_t first_vector = 0;
  if (depth_step == 1)
    for (; first_vector + 8 <= vectors; first_vector += 8) {
      std::int64_t p = 0;
      for (; p + 8 <= k; p += 8)
        Transpose8(from + first_vector * vector_step + p, vector_step,
                   to + p * width + first_vector, width);
      for (; p < k; ++p)
        for (std::int64_t v = first_vector; v < first_vector + 8; ++v)
          to[p * width + v] = from[v * vector_step + p];
    }
  for (std::int64_t v = first_vector; v < width; ++v)
    for (std::int64_t p = 0; p < k; ++p)
      to[p * width + v] = v < vectors ? from[v * vector_step + p * depth_step] : 0.0f;
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();
#endif  // per target
