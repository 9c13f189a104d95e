// Clusters of scalar ops in f32. Large ones whose ops all have instructions run as machine code,
// the others are interpreted; both give the same bits.
//
// Assumes      f32 arithmetic; other element types are converted where they are read or written
#include <cstring>
#include <mutex>

#include "backend/cpu/cluster.h"
#include "backend/cpu/cluster_code.h"
#include "backend/cpu/kernels.h"

namespace ingot {
namespace {

constexpr std::int64_t kStep = ClusterCode::kStep;

// Made at the first launch: most plans that are tried are never run.
class LazyCode {
 public:
  // Null: the program is interpreted.
  const ClusterCode* of(const Cluster& c) {
    constexpr std::int64_t kWorthIt = 8 * kClusterTile;
    if (c.shape.num_elements() < kWorthIt) return nullptr;
    std::call_once(once_, [&] {
      const auto set = ClusterCode::best();
      if (!set) return;
      std::vector<ClusterCode::Input> inputs;
      for (const Walk& w : c.inputs)
        inputs.push_back(
            {w.kind == Walk::Kind::same ? w.dtype : f32, w.kind == Walk::Kind::scalar});
      code_ = ClusterCode::make(c.program, inputs, c.outputs, *set);
    });
    return code_.get();
  }

 private:
  std::once_flag once_;
  std::shared_ptr<const ClusterCode> code_;
};

// Of the machine code for one thread: a tile of each input, a step of each output, their addresses.
std::size_t code_bytes(const Cluster& c) {
  const std::size_t pointers = (c.inputs.size() + c.outputs.size()) * sizeof(void*);
  return sizeof(float) * (c.inputs.size() * kClusterTile + c.outputs.size() * kStep) +
         (pointers + 63) / 64 * 64;
}

// Elements [first, first + count): whole steps, or fewer than one, which then pass through scratch.
void run_code(const Cluster& c, const ClusterCode& code, const Launch& l, std::int64_t first,
              std::int64_t count, std::byte* scratch) {
  auto* tiles = reinterpret_cast<float*>(scratch);
  float* ends = tiles + c.inputs.size() * kClusterTile;
  auto** in = reinterpret_cast<const void**>(ends + c.outputs.size() * kStep);
  auto** out = const_cast<void**>(in + c.inputs.size());
  const bool is_end = count < kStep;
  const auto bytes = [](DType dtype, std::int64_t n) {
    return static_cast<std::size_t>(n) * size_bytes(dtype);
  };
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const Walk& w = c.inputs[i];
    const auto* from = static_cast<const std::byte*>(l.in(static_cast<int>(i)));
    const std::byte* dense = from + bytes(w.dtype, first);
    float* tile = tiles + i * kClusterTile;
    in[i] = tile;
    if (is_end) std::fill_n(tile, kStep, 0.0f);
    if (w.kind != Walk::Kind::same)
      load_tile(w, c.shape, from, first, count, tile);
    else if (is_end)
      std::memcpy(tile, dense, bytes(w.dtype, count));
    else
      in[i] = dense;
  }
  const auto target = [&](std::size_t o) {
    return l.out<std::byte>(static_cast<int>(o)) + bytes(c.outputs[o], first);
  };
  for (std::size_t o = 0; o < c.outputs.size(); ++o)
    out[o] = is_end ? static_cast<void*>(ends + o * kStep) : target(o);
  code.run(in, out, is_end ? kStep : count);
  for (std::size_t o = 0; is_end && o < c.outputs.size(); ++o)
    std::memcpy(target(o), out[o], bytes(c.outputs[o], count));
}

void run(const Cluster& c, const ClusterCode* code, const Launch& l, std::size_t frame_bytes) {
  const std::int64_t n = c.shape.num_elements(), tiles = (n + kClusterTile - 1) / kClusterTile;
  const bool by_tiles =
      std::ranges::any_of(c.inputs, [](const Walk& w) { return w.kind == Walk::Kind::general; });
  on_threads(tiles < 8 ? 1 : l.num_threads(), [&](int thread, int threads) {
    std::byte* scratch = l.scratch<std::byte>() + static_cast<std::size_t>(thread) * frame_bytes;
    const Share share = share_of(tiles, thread, threads);
    const std::int64_t first = share.begin * kClusterTile;
    const std::int64_t last = std::min(n, share.end * kClusterTile);
    if (!code) return interpret(c, l, first, last, scratch);
    const std::int64_t whole = last - (last - first) % kStep;
    const std::int64_t run = by_tiles ? kClusterTile : whole - first;
    for (std::int64_t at = first; at < whole; at += run)
      run_code(c, *code, l, at, std::min(run, whole - at), scratch);
    if (whole < last) run_code(c, *code, l, whole, last - whole, scratch);
  });
}

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
  const std::size_t frame_bytes = std::max(interpreter_bytes(cluster), code_bytes(cluster));
  kernel.scratch_bytes = frame_bytes * static_cast<std::size_t>(context.device().num_threads);
  kernel.run = [cluster = std::move(cluster), frame_bytes, lazy = std::make_shared<LazyCode>()](
                   const Launch& l) { run(cluster, lazy->of(cluster), l, frame_bytes); };
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
