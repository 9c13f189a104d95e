// Clusters of scalar ops in f32, and single ones.
//
// Assumes      f32 arithmetic; other element types are converted where they are read or written
#include "backend/cpu/cluster_runner.h"
#include "backend/cpu/kernels.h"

namespace ingot {
namespace {

void launch(const ClusterRunner& runner, const Launch& l) {
  const Cluster& c = runner.cluster();
  const std::int64_t n = c.shape.num_elements(), tiles = (n + kClusterTile - 1) / kClusterTile;
  on_threads(tiles < 8 ? 1 : l.num_threads(), [&](int thread, int threads) {
    const Share share = share_of(tiles, thread, threads);
    const Share own{share.begin * kClusterTile, std::min(n, share.end * kClusterTile)};
    std::array<void*, ClusterRunner::kMostOutputs> outputs;
    for (std::size_t o = 0; o < c.outputs.size(); ++o)
      outputs[o] = l.out<std::byte>(static_cast<int>(o)) +
                   static_cast<std::size_t>(own.begin) * size_bytes(c.outputs[o]);
    std::byte* scratch =
        l.scratch<std::byte>() + static_cast<std::size_t>(thread) * runner.scratch_bytes();
    runner.run({l.inputs(), std::span(outputs).first(c.outputs.size())}, own, scratch);
  });
}

Match cluster_kernel(const NodeView& n, const MatchContext& context, ScalarProgram program) {
  auto made = make_cluster(n, std::move(program));
  if (const auto* refusal = std::get_if<Refusal>(&made)) return *refusal;
  INGOT_REFUSE_UNLESS(n.num_outputs() <= static_cast<int>(ClusterRunner::kMostOutputs),
                      "{} results", n.num_outputs());
  const auto runner = std::make_shared<const ClusterRunner>(std::get<Cluster>(std::move(made)));
  const Cluster& cluster = runner->cluster();
  Kernel kernel;
  for (int i = 0; i < n.num_inputs(); ++i) {
    const Walk& w = cluster.inputs[static_cast<std::size_t>(i)];
    if (w.kind != Walk::Kind::same) continue;
    if (!cluster.broadcasts()) kernel.layout_free_inputs.push_back(i);
    // An element is read before it is written; the interpreter's `read_later` sees to the rest.
    if (w.dtype == f32)
      for (int o = 0; o < n.num_outputs(); ++o)
        if (n.output_type(o).dtype == f32) kernel.in_place.push_back({o, i});
  }
  kernel.flops = static_cast<double>(cluster.program.code.size()) *
                 static_cast<double>(cluster.shape.num_elements());
  kernel.scratch_bytes =
      runner->scratch_bytes() * static_cast<std::size_t>(context.device().num_threads);
  kernel.run = [runner](const Launch& l) { launch(*runner, l); };
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
