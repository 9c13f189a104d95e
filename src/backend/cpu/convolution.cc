// Convolution and its two gradients through oneDNN, in the layouts that it prefers; plain operands
// are reordered in scratch memory, blocked ones are taken as they are.
//
// Assumes   1 or 2 spatial axes, f32, no empty operand
// Source    oneDNN 2.6, jit (direct convolution)
#include "backend/cpu/convolution_node.h"
#include "backend/cpu/kernels.h"
#include "backend/cpu/pack_cache.h"

namespace ingot {
namespace {

Match match(const NodeView& n, const MatchContext& context, dn::ConvolutionKind kind) {
  auto read = read_convolution(n, context, kind);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& node = std::get<ConvolutionNode>(read);
  INGOT_REFUSE_UNLESS(kind != dn::ConvolutionKind::backward_weights || node.spec.x[1] > 1,
                      "oneDNN has only a reference for one input channel");
  std::string refusal;
  const auto make = [&](bool x_blocked, bool y_blocked) -> std::shared_ptr<const dn::Convolution> {
    dn::ConvolutionSpec spec = node.spec;
    spec.x_blocked = x_blocked;
    spec.y_blocked = y_blocked;
    auto convolution = dn::make_convolution(spec, refusal);
    if (!convolution) return nullptr;
    const auto constant = convolution->with_constant_weights(
        [&](const std::string& order, std::size_t floats, const auto& fill) {
          return node.pack_weights(context, order, floats, fill);
        },
        node.folded_bias);
    return constant ? constant : convolution;
  };
  const auto plain = make(false, false);
  INGOT_REFUSE_UNLESS(plain != nullptr, "{}", refusal);
  Kernel kernel;
  kernel.covers = node.covers;
  kernel.inputs = node.inputs;
  kernel.layouts =
      blocked_choices(node, [&](bool x, bool y) -> std::optional<std::pair<LaunchFn, std::size_t>> {
        const auto convolution = make(x, y);
        if (!convolution) return std::nullopt;
        return std::pair<LaunchFn, std::size_t>(
            [convolution](const Launch& l) { convolution->run(l); }, convolution->scratch_bytes());
      });
  kernel.scratch_bytes = plain->scratch_bytes();
  kernel.flops = node.flops();
  if (node.addend_input() != 0) kernel.in_place = {{0, node.addend_input()}};
  kernel.run = [plain](const Launch& l) { plain->run(l); };
  return kernel;
}

}  // namespace

Match convolution_kernel(const NodeView& n, const MatchContext& context) {
  return match(n, context, dn::ConvolutionKind::forward);
}
// dx from (dy, w)
Match convolution_data_kernel(const NodeView& n, const MatchContext& context) {
  return match(n, context, dn::ConvolutionKind::backward_data);
}
// dw from (x, dy)
Match convolution_weights_kernel(const NodeView& n, const MatchContext& context) {
  return match(n, context, dn::ConvolutionKind::backward_weights);
}

}  // namespace ingot
