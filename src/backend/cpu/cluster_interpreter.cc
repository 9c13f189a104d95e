// Clusters instruction by instruction over tiles of 512 floats, so that all temporaries stay in the
// first-level cache.
//
// Assumes      f32 arithmetic; other element types are converted at the border of the tile
// Source       vectorised interpretation: Boncz et al. 2005, MonetDB/X100
#include "backend/cpu/cluster.h"

#include "base/assert.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/cluster_interpreter.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/vector_ops.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// y = f(a, b), or what else a function of scalar ops gives, over n floats.
class Loop {
 public:
  Loop(const float* a, const float* b, float* y, std::int64_t n) : a_(a), b_(b), y_(y), n_(n) {}

  template <class F>
  void value(F f) const {
    const hn::CappedTag<float, 16> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t i = 0; i < n_; i += lanes)
      hn::Store(f(d, hn::Load(d, a_ + i), hn::Load(d, b_ + i)), d, y_ + i);
  }
  template <class F>
  void comparison(F f) const {
    value([f](auto d, auto a, auto b) { return hn::IfThenElseZero(f(d, a, b), hn::Set(d, 1.0f)); });
  }
  // The machine's Ne is false for NaN.
  template <class F>
  void logic(F f) const {
    comparison([f](auto d, auto a, auto b) {
      const auto is_true = [d](auto v) { return hn::Not(hn::Eq(v, hn::Zero(d))); };
      return f(is_true(a), is_true(b));
    });
  }

 private:
  const float *a_, *b_;
  float* y_;
  std::int64_t n_;
};

// y = op(a, b, c) over n floats, a multiple of 16, all aligned.
void RunInstruction(ScalarOp op, const float* a, const float* b, const float* c, float* y,
                    std::int64_t n) {
  if (UseOp(op, Loop(a, b, y, n))) return;
  INGOT_ASSERT(op == ScalarOp::select, "{} is no operation", to_string(op));
  const hn::CappedTag<float, 16> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t i = 0; i < n; i += lanes)
    hn::Store(hn::IfThenElse(hn::Not(hn::Eq(hn::Load(d, a + i), hn::Zero(d))), hn::Load(d, b + i),
                             hn::Load(d, c + i)),
              d, y + i);
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(RunInstruction);

bool is_aligned(const void* p) { return reinterpret_cast<std::uintptr_t>(p) % 64 == 0; }

// A tile is too short for the machine to foresee the next one.
void prefetch_tile(const float* from) {
  constexpr std::int64_t kLine = 16;
  for (std::int64_t i = 0; i < kClusterTile; i += kLine) __builtin_prefetch(from + i);
}

void store_tile(const float* from, DType dtype, std::int64_t at, std::int64_t count, void* to) {
  if (dtype == f32)
    std::copy_n(from, count, static_cast<float*>(to) + at);
  else
    for (std::int64_t i = 0; i < count; ++i) static_cast<bool*>(to)[at + i] = from[i] != 0;
}

// One thread's work on a cluster.
class Interpreter {
 public:
  Interpreter(const Cluster& cluster, const ClusterOperands& operands, std::int64_t begin,
              std::byte* scratch)
      : c_(cluster),
        operands_(operands),
        begin_(begin),
        registers_(reinterpret_cast<float*>(scratch)),
        values_(reinterpret_cast<const float**>(registers_ + code().size() * kClusterTile)),
        targets_(const_cast<float**>(values_ + code().size())) {
    prepare();
  }

  void run_tile(std::int64_t first, std::int64_t count) {
    const bool whole = count == kClusterTile;
    const std::int64_t padded = (count + 15) / 16 * 16;
    for (std::size_t i = 0; i < code().size(); ++i) {
      const ScalarInstruction& in = code()[i];
      if (is_fixed(in)) continue;
      float* y = registers_ + i * kClusterTile;
      if (in.op == ScalarOp::arg) {
        values_[i] = load(i, first, count, padded, y);
        continue;
      }
      if (whole && targets_[i]) y = targets_[i] + (first - begin_);
      values_[i] = y;
      HWY_DYNAMIC_DISPATCH(RunInstruction)(in.op, at(in.a), at(in.b), at(in.c), y, padded);
    }
    for (std::size_t o = 0; o < c_.outputs.size(); ++o) {
      const std::int64_t place = first - begin_;
      const float* from = at(c_.program.outputs[o]);
      const bool written = c_.outputs[o] == f32 && from == output(o) + place;
      if (!written) store_tile(from, c_.outputs[o], place, count, output(o));
    }
  }

 private:
  [[nodiscard]] const std::vector<ScalarInstruction>& code() const { return c_.program.code; }
  [[nodiscard]] const float* at(std::int32_t r) const {
    return values_[static_cast<std::size_t>(r)];
  }
  [[nodiscard]] const void* input(std::int32_t i) const {
    return operands_.inputs[static_cast<std::size_t>(i)];
  }
  [[nodiscard]] float* output(std::size_t o) const {
    return static_cast<float*>(operands_.outputs[o]);
  }
  [[nodiscard]] const Walk& walk(const ScalarInstruction& arg) const {
    return c_.inputs[static_cast<std::size_t>(arg.a)];
  }
  [[nodiscard]] bool is_fixed(const ScalarInstruction& in) const {
    return in.op == ScalarOp::constant ||
           (in.op == ScalarOp::arg && walk(in).kind == Walk::Kind::scalar);
  }

  // Whether anything after instruction `i` reads an input whose elements lie where `to` does.
  [[nodiscard]] bool read_later(std::size_t i, const void* to) const {
    const auto reads = [&](std::int32_t r) {
      const ScalarInstruction& source = code()[static_cast<std::size_t>(r)];
      return source.op == ScalarOp::arg &&
             static_cast<const float*>(input(source.a)) + begin_ == to;
    };
    for (std::size_t k = i + 1; k < code().size(); ++k) {
      const ScalarInstruction& in = code()[k];
      if (in.op != ScalarOp::arg && in.op != ScalarOp::constant &&
          (reads(in.a) || reads(in.b) || reads(in.c)))
        return true;
    }
    return std::any_of(c_.program.outputs.begin(), c_.program.outputs.end(), reads);
  }

  // What holds for all tiles: constants, scalar inputs, and the outputs that need no copy.
  void prepare() {
    for (std::size_t i = 0; i < code().size(); ++i) {
      const ScalarInstruction& in = code()[i];
      float* own = registers_ + i * kClusterTile;
      values_[i] = own;
      targets_[i] = nullptr;
      if (!is_fixed(in)) continue;
      if (in.op == ScalarOp::constant)
        own[0] = static_cast<float>(in.constant);
      else
        load_tile(walk(in), c_.shape, input(in.a), 0, 1, own);
      std::fill_n(own, kClusterTile, own[0]);
    }
    for (std::size_t o = 0; o < c_.outputs.size(); ++o) {
      const auto i = static_cast<std::size_t>(c_.program.outputs[o]);
      const ScalarOp op = code()[i].op;
      float* to = output(o);
      if (c_.outputs[o] == f32 && op != ScalarOp::arg && op != ScalarOp::constant &&
          is_aligned(to) && !read_later(i, to))
        targets_[i] = to;
    }
  }

  // A tile of an input: where it lies, or in `y`.
  const float* load(std::size_t i, std::int64_t first, std::int64_t count, std::int64_t padded,
                    float* y) const {
    const ScalarInstruction& in = code()[i];
    const Walk& w = walk(in);
    const float* dense = static_cast<const float*>(input(in.a)) + first;
    // An input that is handed on is copied first: another output may lie over it.
    const bool handed_on = std::ranges::find(c_.program.outputs, static_cast<std::int32_t>(i)) !=
                           c_.program.outputs.end();
    if (count == kClusterTile && w.kind == Walk::Kind::same && w.dtype == f32 &&
        is_aligned(dense) && !handed_on) {
      prefetch_tile(dense + kClusterTile);
      return dense;
    }
    load_tile(w, c_.shape, input(in.a), first, count, y);
    std::fill(y + count, y + padded, 0.0f);
    return y;
  }

  const Cluster& c_;
  const ClusterOperands& operands_;
  std::int64_t begin_;  // the element that goes to the front of the outputs
  // Of each instruction: its own tile, where its result is, and an output that is written at once,
  // else null.
  float* registers_;
  const float** values_;
  float** targets_;
};

}  // namespace

std::size_t interpreter_bytes(const Cluster& cluster) {
  const std::size_t n = cluster.program.code.size();
  return n * kClusterTile * sizeof(float) + (2 * n * sizeof(void*) + 63) / 64 * 64;
}

void interpret(const Cluster& cluster, const ClusterOperands& operands, Share elements,
               std::byte* scratch) {
  Interpreter interpreter(cluster, operands, elements.begin, scratch);
  for (std::int64_t at = elements.begin; at < elements.end; at += kClusterTile)
    interpreter.run_tile(at, std::min(kClusterTile, elements.end - at));
}

}  // namespace ingot
#endif  // HWY_ONCE
