// Whether all elements of several tensors are finite.
//
// Algorithm    x - x is zero for finite x only; pieces of 16384 floats, each of which can say no
// Assumes      f32
#include <atomic>

#include "backend/cpu/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/all_finite.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

bool IsFinite(const float* HWY_RESTRICT x, std::int64_t n) {
  const hn::CappedTag<float, 8> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  auto sum = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const auto v = hn::LoadU(d, x + i);
    sum = hn::Add(sum, hn::Sub(v, v));
  }
  bool finite = hn::AllTrue(d, hn::Eq(sum, hn::Zero(d)));
  for (; i < n; ++i) finite &= x[i] - x[i] == 0;
  return finite;
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(IsFinite);

constexpr std::int64_t kPiece = 1 << 14;

struct Piece {
  int input;
  std::int64_t first, size;
};

}  // namespace

Match all_finite_kernel(const NodeView& n, const MatchContext&) {
  std::vector<Piece> pieces;
  for (int i = 0; i < n.num_inputs(); ++i) {
    const TensorType& x = n.input_type(i);
    INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
    for (std::int64_t at = 0; at < x.num_elements(); at += kPiece)
      pieces.push_back({i, at, std::min(kPiece, x.num_elements() - at)});
  }
  Kernel kernel;
  kernel.run = [pieces = std::move(pieces)](const Launch& l) {
    std::atomic<bool> finite{true};
    const auto count = static_cast<std::int64_t>(pieces.size());
    parallel_for(count < 16 ? 1 : l.num_threads(), count, [&](std::int64_t p) {
      const Piece& piece = pieces[static_cast<std::size_t>(p)];
      if (!HWY_DYNAMIC_DISPATCH(IsFinite)(l.in<float>(piece.input) + piece.first, piece.size))
        finite.store(false, std::memory_order_relaxed);
    });
    *l.out<bool>(0) = finite;
  };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
