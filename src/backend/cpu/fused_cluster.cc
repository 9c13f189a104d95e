// Clusters of scalar ops in f32. Large ones whose ops all have instructions run as machine code.
// The others are interpreted: the program runs instruction by instruction over tiles of 512 floats,
// so that all temporaries stay in the first-level cache. Both give the same bits.
//
// Assumes      f32 arithmetic; other element types are converted at the border of the tile
// Source       vectorised interpretation: Boncz et al. 2005, MonetDB/X100
#include <cmath>
#include <cstring>
#include <mutex>

#include "backend/cpu/cluster_code.h"
#include "backend/cpu/kernels.h"
#include "graph/scalar_loop.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/fused_cluster.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/vector_math.h"

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class F>
void Map(const float* a, float* y, std::int64_t n, F f) {
  const hn::CappedTag<float, 16> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t i = 0; i < n; i += lanes) hn::Store(f(d, hn::Load(d, a + i)), d, y + i);
}
template <class F>
void Map(const float* a, const float* b, float* y, std::int64_t n, F f) {
  const hn::CappedTag<float, 16> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t i = 0; i < n; i += lanes)
    hn::Store(f(d, hn::Load(d, a + i), hn::Load(d, b + i)), d, y + i);
}

// y = op(a, b, c) over n floats, a multiple of 16, all aligned. False: not vectorised here.
bool RunInstruction(ScalarOp op, const float* a, const float* b, const float* c, float* y,
                    std::int64_t n) {
  const auto one_where = [](auto d, auto mask) {
    return hn::IfThenElseZero(mask, hn::Set(d, 1.0f));
  };
  const auto zero = [](auto d) { return hn::Zero(d); };
  switch (op) {
    case ScalarOp::add: Map(a, b, y, n, [](auto, auto u, auto v) { return hn::Add(u, v); }); break;
    case ScalarOp::sub: Map(a, b, y, n, [](auto, auto u, auto v) { return hn::Sub(u, v); }); break;
    case ScalarOp::mul: Map(a, b, y, n, [](auto, auto u, auto v) { return hn::Mul(u, v); }); break;
    case ScalarOp::div: Map(a, b, y, n, [](auto, auto u, auto v) { return hn::Div(u, v); }); break;
    // The machine's min and max swallow a NaN on one side; its Ne is false for NaN.
    case ScalarOp::min:
      Map(a, b, y, n, [](auto, auto u, auto v) {
        return hn::IfThenElse(hn::Or(hn::Lt(u, v), hn::IsNaN(u)), u, v);
      });
      break;
    case ScalarOp::max:
      Map(a, b, y, n, [](auto, auto u, auto v) {
        return hn::IfThenElse(hn::Or(hn::Gt(u, v), hn::IsNaN(u)), u, v);
      });
      break;
    case ScalarOp::neg: Map(a, y, n, [](auto, auto u) { return hn::Neg(u); }); break;
    case ScalarOp::abs: Map(a, y, n, [](auto, auto u) { return hn::Abs(u); }); break;
    case ScalarOp::sqrt: Map(a, y, n, [](auto, auto u) { return hn::Sqrt(u); }); break;
    case ScalarOp::floor: Map(a, y, n, [](auto, auto u) { return hn::Floor(u); }); break;
    case ScalarOp::ceil: Map(a, y, n, [](auto, auto u) { return hn::Ceil(u); }); break;
    case ScalarOp::round: Map(a, y, n, [](auto, auto u) { return hn::Round(u); }); break;
    case ScalarOp::exp: Map(a, y, n, [](auto d, auto u) { return Exp(d, u); }); break;
    case ScalarOp::tanh: Map(a, y, n, [](auto d, auto u) { return Tanh(d, u); }); break;
    case ScalarOp::less:
      Map(a, b, y, n, [&](auto d, auto u, auto v) { return one_where(d, hn::Lt(u, v)); });
      break;
    case ScalarOp::less_equal:
      Map(a, b, y, n, [&](auto d, auto u, auto v) { return one_where(d, hn::Le(u, v)); });
      break;
    case ScalarOp::equal:
      Map(a, b, y, n, [&](auto d, auto u, auto v) { return one_where(d, hn::Eq(u, v)); });
      break;
    case ScalarOp::logical_and:
      Map(a, b, y, n, [&](auto d, auto u, auto v) {
        return one_where(d, hn::And(hn::Not(hn::Eq(u, zero(d))), hn::Not(hn::Eq(v, zero(d)))));
      });
      break;
    case ScalarOp::logical_or:
      Map(a, b, y, n, [&](auto d, auto u, auto v) {
        return one_where(d, hn::Or(hn::Not(hn::Eq(u, zero(d))), hn::Not(hn::Eq(v, zero(d)))));
      });
      break;
    case ScalarOp::logical_not:
      Map(a, y, n, [&](auto d, auto u) { return one_where(d, hn::Eq(u, zero(d))); });
      break;
    case ScalarOp::is_finite:
      Map(a, y, n, [&](auto d, auto u) { return one_where(d, hn::Lt(hn::Abs(u), hn::Inf(d))); });
      break;
    case ScalarOp::select: {
      const hn::CappedTag<float, 16> d;
      const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
      for (std::int64_t i = 0; i < n; i += lanes)
        hn::Store(hn::IfThenElse(hn::Not(hn::Eq(hn::Load(d, a + i), hn::Zero(d))),
                                 hn::Load(d, b + i), hn::Load(d, c + i)),
                  d, y + i);
      break;
    }
    default: return false;
  }
  return true;
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(RunInstruction);

constexpr std::int64_t kTile = 512;

bool is_aligned(const void* p) { return reinterpret_cast<std::uintptr_t>(p) % 64 == 0; }

// A tile is too short for the machine to foresee the next one.
void prefetch_tile(const float* from) {
  constexpr std::int64_t kLine = 16;
  for (std::int64_t i = 0; i < kTile; i += kLine) __builtin_prefetch(from + i);
}

// How an input is walked along the flat index of the output.
struct Walk {
  DType dtype;
  enum class Kind : std::uint8_t { same, scalar, general } kind;
  std::array<std::int64_t, Shape::kMaxRank> strides{};
};

Walk walk_of(const TensorType& input, const Shape& out) {
  Walk w{input.dtype, Walk::Kind::general, {}};
  if (input.num_elements() == 1) w.kind = Walk::Kind::scalar;
  if (input.shape == out) w.kind = Walk::Kind::same;
  const auto own = input.shape.strides();
  const int shift = out.rank() - input.rank();
  for (int a = shift; a < out.rank(); ++a)
    if (input.shape[a - shift] != 1)
      w.strides[static_cast<std::size_t>(a)] = own[static_cast<std::size_t>(a - shift)];
  return w;
}

// to[i] = element first + i * step, as a float.
void load_run(const Walk& w, const void* data, std::int64_t first, std::int64_t step,
              std::int64_t count, float* to) {
  const auto run = [&]<class T>(const T* from) {
    from += first;
    if (step == 0)
      std::fill_n(to, count, static_cast<float>(from[0]));
    else if (step == 1)
      for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]);
    else
      for (std::int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i * step]);
  };
  switch (w.dtype) {
    case DType::f32: return run(static_cast<const float*>(data));
    case DType::i8: return run(static_cast<const std::int8_t*>(data));
    default: return run(static_cast<const std::uint8_t*>(data));  // a bool is 0 or 1
  }
}

// Elements [first, first + count) of the input, broadcast, as floats.
void load_tile(const Walk& w, const Shape& out, const void* data, std::int64_t first,
               std::int64_t count, float* to) {
  if (w.kind == Walk::Kind::scalar) return load_run(w, data, 0, 0, kTile, to);
  if (w.kind == Walk::Kind::same) return load_run(w, data, first, 1, count, to);
  std::array<std::int64_t, Shape::kMaxRank> index{};
  std::int64_t rest = first, position = 0;
  for (int a = out.rank() - 1; a >= 0; --a) {
    const auto k = static_cast<std::size_t>(a);
    index[k] = rest % out[a];
    rest /= out[a];
    position += index[k] * w.strides[k];
  }
  const int last = out.rank() - 1;
  const std::int64_t step = w.strides[static_cast<std::size_t>(last)];
  for (std::int64_t done = 0; done < count;) {
    const std::int64_t run =
        std::min(count - done, out[last] - index[static_cast<std::size_t>(last)]);
    load_run(w, data, position, step, run, to + done);
    done += run;
    position += run * step;
    index[static_cast<std::size_t>(last)] += run;
    for (int a = last; a > 0 && index[static_cast<std::size_t>(a)] == out[a]; --a) {
      const auto k = static_cast<std::size_t>(a);
      position += w.strides[k - 1] - w.strides[k] * out[a];
      index[k] = 0;
      ++index[k - 1];
    }
  }
}

void store_tile(const float* from, DType dtype, std::int64_t first, std::int64_t count, void* to) {
  if (dtype == f32)
    std::copy_n(from, count, static_cast<float*>(to) + first);
  else
    for (std::int64_t i = 0; i < count; ++i) static_cast<bool*>(to)[first + i] = from[i] != 0;
}

// Scratch of the machine code: a tile of each input, an end of each output, and their addresses.
struct CodeFrame {
  float *tiles, *ends;
  const void** in;
  void** out;

  static std::size_t bytes(std::size_t num_inputs, std::size_t num_outputs) {
    return num_inputs * kTile * sizeof(float) + num_outputs * ClusterCode::kStep * sizeof(float) +
           ((num_inputs + num_outputs) * sizeof(void*) + 63) / 64 * 64;
  }
  CodeFrame(std::byte* at, std::size_t num_inputs, std::size_t num_outputs)
      : tiles(reinterpret_cast<float*>(at)),
        ends(tiles + num_inputs * kTile),
        in(reinterpret_cast<const void**>(ends + num_outputs * ClusterCode::kStep)),
        out(const_cast<void**>(in) + num_inputs) {}
};

// Made at the first launch: most plans that are tried are never run.
struct LazyCode {
  std::once_flag once;
  std::shared_ptr<const ClusterCode> code;
};

struct Cluster {
  ScalarProgram program;
  Shape shape;
  std::vector<Walk> inputs = {};
  std::vector<DType> outputs = {};
  std::shared_ptr<LazyCode> lazy = std::make_shared<LazyCode>();

  // Where each instruction finds its operands and puts its result during a tile.
  struct Frame {
    float* registers;
    const float** values;
    float** targets;  ///< an output that is written at once, else null
  };

  [[nodiscard]] std::size_t frame_bytes() const {
    const std::size_t n = program.code.size();
    return std::max(n * kTile * sizeof(float) + (2 * n * sizeof(void*) + 63) / 64 * 64,
                    CodeFrame::bytes(inputs.size(), outputs.size()));
  }

  [[nodiscard]] bool is_dense(const ScalarInstruction& in) const {
    const Walk& w = inputs[static_cast<std::size_t>(in.a)];
    return w.kind == Walk::Kind::same && w.dtype == f32;
  }
  [[nodiscard]] bool is_fixed(const ScalarInstruction& in) const {
    return in.op == ScalarOp::constant ||
           (in.op == ScalarOp::arg &&
            inputs[static_cast<std::size_t>(in.a)].kind == Walk::Kind::scalar);
  }

  // Whether anything after instruction `i` reads an input that lies where `to` does.
  [[nodiscard]] bool read_later(const Launch& l, std::size_t i, const void* to) const {
    const auto reads = [&](std::int32_t r) {
      const ScalarInstruction& source = program.code[static_cast<std::size_t>(r)];
      return source.op == ScalarOp::arg && l.in(source.a) == to;
    };
    for (std::size_t k = i + 1; k < program.code.size(); ++k) {
      const ScalarInstruction& in = program.code[k];
      if (in.op != ScalarOp::arg && in.op != ScalarOp::constant &&
          (reads(in.a) || reads(in.b) || reads(in.c)))
        return true;
    }
    return std::any_of(program.outputs.begin(), program.outputs.end(), reads);
  }

  // What holds for all tiles: constants, scalar inputs, and the outputs that need no copy.
  void prepare(const Launch& l, const Frame& f) const {
    for (std::size_t i = 0; i < program.code.size(); ++i) {
      const ScalarInstruction& in = program.code[i];
      float* own = f.registers + i * kTile;
      f.values[i] = own;
      f.targets[i] = nullptr;
      if (in.op == ScalarOp::constant) std::fill_n(own, kTile, static_cast<float>(in.constant));
      if (in.op == ScalarOp::arg && is_fixed(in))
        load_tile(inputs[static_cast<std::size_t>(in.a)], shape, l.in(in.a), 0, kTile, own);
    }
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const auto i = static_cast<std::size_t>(program.outputs[o]);
      const ScalarOp op = program.code[i].op;
      float* to = l.out<float>(static_cast<int>(o));
      if (outputs[o] == f32 && op != ScalarOp::arg && op != ScalarOp::constant && is_aligned(to) &&
          !read_later(l, i, to))
        f.targets[i] = to;
    }
  }

  void run_tile(const Launch& l, std::int64_t first, std::int64_t count, const Frame& f) const {
    const bool whole = count == kTile;
    const std::int64_t padded = (count + 15) / 16 * 16;
    const auto at = [&](std::int32_t r) { return f.values[static_cast<std::size_t>(r)]; };
    for (std::size_t i = 0; i < program.code.size(); ++i) {
      const ScalarInstruction& in = program.code[i];
      if (is_fixed(in)) continue;
      float* y = f.registers + i * kTile;
      if (in.op == ScalarOp::arg) {
        const float* dense = l.in<float>(in.a) + first;
        // An input that is handed on is copied first: another output may lie over it.
        const bool in_place = whole && is_dense(in) && is_aligned(dense) &&
                              std::find(program.outputs.begin(), program.outputs.end(),
                                        static_cast<std::int32_t>(i)) == program.outputs.end();
        f.values[i] = in_place ? dense : y;
        if (in_place) {
          prefetch_tile(dense + kTile);
          continue;
        }
        load_tile(inputs[static_cast<std::size_t>(in.a)], shape, l.in(in.a), first, count, y);
        std::fill(y + count, y + padded, 0.0f);
        continue;
      }
      if (whole && f.targets[i]) y = f.targets[i] + first;
      f.values[i] = y;
      if (HWY_DYNAMIC_DISPATCH(RunInstruction)(in.op, at(in.a), at(in.b), at(in.c), y, padded))
        continue;
      for (std::int64_t k = 0; k < count; ++k)
        y[k] = evaluate<float>(in.op, at(in.a)[k], at(in.b)[k], at(in.c)[k]);
      std::fill(y + count, y + padded, 0.0f);
    }
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      float* to = l.out<float>(static_cast<int>(o));
      const float* from = at(program.outputs[o]);
      const bool written = outputs[o] == f32 && from == to + first;
      if (!written) store_tile(from, outputs[o], first, count, to);
    }
  }

  // Null: the program is interpreted.
  [[nodiscard]] const ClusterCode* machine_code() const {
    constexpr std::int64_t kWorthIt = 8 * kTile;
    if (shape.num_elements() < kWorthIt) return nullptr;
    std::call_once(lazy->once, [&] {
      const auto set = ClusterCode::best();
      if (!set) return;
      std::vector<ClusterCode::Input> kinds;
      for (const Walk& w : inputs)
        kinds.push_back({w.kind == Walk::Kind::same ? w.dtype : f32, w.kind == Walk::Kind::scalar});
      lazy->code = ClusterCode::make(program, kinds, outputs, *set);
    });
    return lazy->code.get();
  }

  // Elements [first, first + count) by machine code; count is a multiple of its step.
  void run_code(const ClusterCode& code, const Launch& l, std::int64_t first, std::int64_t count,
                const CodeFrame& f) const {
    const bool any_general = std::any_of(
        inputs.begin(), inputs.end(), [](const Walk& w) { return w.kind == Walk::Kind::general; });
    const std::int64_t run = any_general ? kTile : count;
    for (std::int64_t at = first; at < first + count; at += run) {
      const std::int64_t here = std::min(run, first + count - at);
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        const Walk& w = inputs[i];
        const auto* from = static_cast<const std::byte*>(l.in(static_cast<int>(i)));
        float* tile = f.tiles + i * kTile;
        if (w.kind == Walk::Kind::same)
          f.in[i] = from + static_cast<std::size_t>(at) * size_bytes(w.dtype);
        else
          f.in[i] = tile;
        if (w.kind == Walk::Kind::scalar) load_run(w, from, 0, 0, 1, tile);
        if (w.kind == Walk::Kind::general) load_tile(w, shape, from, at, here, tile);
      }
      for (std::size_t o = 0; o < outputs.size(); ++o)
        f.out[o] = l.out<std::byte>(static_cast<int>(o)) +
                   static_cast<std::size_t>(at) * size_bytes(outputs[o]);
      code.run(f.in, f.out, here);
    }
  }

  // The last `count` elements, fewer than a step.
  void run_code_end(const ClusterCode& code, const Launch& l, std::int64_t first,
                    std::int64_t count, const CodeFrame& f) const {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const Walk& w = inputs[i];
      const auto* from = static_cast<const std::byte*>(l.in(static_cast<int>(i)));
      float* tile = f.tiles + i * kTile;
      std::fill_n(tile, ClusterCode::kStep, 0.0f);
      const std::size_t size = size_bytes(w.dtype);
      if (w.kind == Walk::Kind::same)
        std::memcpy(tile, from + static_cast<std::size_t>(first) * size,
                    static_cast<std::size_t>(count) * size);
      else if (w.kind == Walk::Kind::scalar)
        load_run(w, from, 0, 0, 1, tile);
      else
        load_tile(w, shape, from, first, count, tile);
      f.in[i] = tile;
    }
    for (std::size_t o = 0; o < outputs.size(); ++o)
      f.out[o] = f.ends + o * static_cast<std::size_t>(ClusterCode::kStep);
    code.run(f.in, f.out, ClusterCode::kStep);
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const std::size_t size = size_bytes(outputs[o]);
      std::memcpy(l.out<std::byte>(static_cast<int>(o)) + static_cast<std::size_t>(first) * size,
                  f.out[o], static_cast<std::size_t>(count) * size);
    }
  }

  void run(const Launch& l) const {
    const std::int64_t n = shape.num_elements(), tiles = (n + kTile - 1) / kTile;
    const ClusterCode* code = machine_code();
    on_threads(tiles < 8 ? 1 : l.num_threads(), [&](int thread, int threads) {
      std::byte* own = l.scratch<std::byte>() + static_cast<std::size_t>(thread) * frame_bytes();
      const Share share = share_of(tiles, thread, threads);
      if (code) {
        const std::int64_t first = share.begin * kTile, last = std::min(n, share.end * kTile);
        const std::int64_t rest = (last - first) % ClusterCode::kStep;
        const CodeFrame f(own, inputs.size(), outputs.size());
        if (last - rest > first) run_code(*code, l, first, last - first - rest, f);
        if (rest > 0) run_code_end(*code, l, last - rest, rest, f);
        return;
      }
      const std::size_t size = program.code.size();
      Frame f{reinterpret_cast<float*>(own), nullptr, nullptr};
      f.values = reinterpret_cast<const float**>(f.registers + size * kTile);
      f.targets = const_cast<float**>(f.values + size);
      prepare(l, f);
      for (std::int64_t t = share.begin; t < share.end; ++t)
        run_tile(l, t * kTile, std::min(kTile, n - t * kTile), f);
    });
  }
};

Match cluster_kernel(const NodeView& n, const MatchContext& context, ScalarProgram program) {
  Cluster cluster{.program = std::move(program), .shape = n.output_type(0).shape};
  INGOT_REFUSE_UNLESS(cluster.shape.num_elements() > 0, "nothing to do");
  std::vector<TensorType> types;
  for (int i = 0; i < n.num_inputs(); ++i) types.push_back(n.input_type(i));
  for (int i = 0; i < n.num_outputs(); ++i) types.push_back(n.output_type(i));
  bool any_f32 = false;
  for (const TensorType& t : types) {
    any_f32 |= t.dtype == f32;
    INGOT_REFUSE_UNLESS(t.dtype == f32 || t.dtype == boolean || t.dtype == u8 || t.dtype == i8,
                        "no {}", to_string(t.dtype));
  }
  INGOT_REFUSE_UNLESS(any_f32, "integer arithmetic");
  for (int i = 0; i < n.num_outputs(); ++i) {
    INGOT_REFUSE_UNLESS(n.output_type(i).dtype == f32 || n.output_type(i).dtype == boolean,
                        "the result is {}", to_string(n.output_type(i).dtype));
    cluster.outputs.push_back(n.output_type(i).dtype);
  }
  Kernel kernel;
  for (int i = 0; i < n.num_inputs(); ++i) {
    cluster.inputs.push_back(walk_of(n.input_type(i), cluster.shape));
    // An element is read before it is written; `read_later` sees to the rest.
    if (n.input_type(i).dtype == f32 && cluster.inputs.back().kind == Walk::Kind::same)
      for (int o = 0; o < n.num_outputs(); ++o)
        if (n.output_type(o).dtype == f32) kernel.in_place.push_back({o, i});
  }
  const auto kind_is = [](Walk::Kind kind) {
    return [kind](const Walk& w) { return w.kind == kind; };
  };
  if (std::none_of(cluster.inputs.begin(), cluster.inputs.end(), kind_is(Walk::Kind::general)))
    for (std::size_t i = 0; i < cluster.inputs.size(); ++i)
      if (cluster.inputs[i].kind == Walk::Kind::same)
        kernel.layout_free_inputs.push_back(static_cast<int>(i));
  kernel.flops = static_cast<double>(cluster.program.code.size()) *
                 static_cast<double>(cluster.shape.num_elements());
  kernel.scratch_bytes =
      cluster.frame_bytes() * static_cast<std::size_t>(context.device().num_threads);
  kernel.run = [cluster = std::move(cluster)](const Launch& l) { cluster.run(l); };
  return kernel;
}

}  // namespace

Match fused_cluster_kernel(const NodeView& n, const MatchContext& context) {
  return cluster_kernel(n, context, parse_scalar_program(n.string("program")));
}

Match scalar_op_kernel(const NodeView& n, const MatchContext& context) {
  std::vector<Expr> args;
  for (int i = 0; i < n.num_inputs(); ++i) args.push_back(Expr::arg(i));
  const std::array y{n.op().scalar(n, args)};
  const ScalarOp root = y[0].op();
  INGOT_REFUSE_UNLESS(
      n.output_type(0).dtype != boolean || (root >= ScalarOp::less && root <= ScalarOp::is_finite),
      "a conversion to bool");
  return cluster_kernel(n, context, compile(y, n.num_inputs()));
}

}  // namespace ingot
#endif  // HWY_ONCE
