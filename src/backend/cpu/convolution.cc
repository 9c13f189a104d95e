// Convolution and its two gradients through oneDNN, in the layouts that it prefers; plain operands
// are reordered in scratch memory, blocked ones are taken as they are.
//
// Assumes   2 spatial axes, f32, no empty operand
// Source    oneDNN 2.6, jit:avx2 (direct convolution)
#include "backend/cpu/dn.h"
#include "backend/cpu/kernels.h"

namespace ingot {
namespace {

std::vector<std::int64_t> or_else(const Ints& given, std::int64_t value) {
  return given.empty() ? Ints(2, value) : given;
}

// Pictures whose channels fill blocks of 8 may be blocked; weights stay plain.
std::vector<LayoutChoice> blocked_choices(dn::ConvolutionSpec spec, int num_inputs) {
  std::vector<LayoutChoice> choices;
  for (const auto& [x, y] : {std::pair{true, true}, {false, true}, {true, false}}) {
    if ((x && spec.x[1] % 8 != 0) || (y && spec.y[1] % 8 != 0)) continue;
    spec.x_blocked = x;
    spec.y_blocked = y;
    std::string refusal;
    const auto convolution = dn::make_convolution(spec, refusal);
    if (!convolution) continue;
    const Layout x_layout = x ? kBlocked : "", y_layout = y ? kBlocked : "";
    LayoutChoice choice;
    switch (spec.kind) {
      case dn::ConvolutionKind::forward:
        choice.inputs = {x_layout, ""};
        choice.inputs.resize(static_cast<std::size_t>(num_inputs));
        choice.outputs = {y_layout};
        break;
      case dn::ConvolutionKind::backward_data:
        choice.inputs = {y_layout, ""};
        choice.outputs = {x_layout};
        break;
      case dn::ConvolutionKind::backward_weights:
        choice.inputs = {x_layout, y_layout};
        choice.outputs = {""};
        break;
    }
    choice.scratch_bytes = convolution->scratch_bytes();
    choice.run = [convolution](const Launch& l) { convolution->run(l); };
    choices.push_back(std::move(choice));
  }
  return choices;
}

// x, w, y as the node of any of the three ops has them.
Match match(const NodeView& n, dn::ConvolutionKind kind, const TensorType& x, const TensorType& w,
            const TensorType& y, bool has_bias, int num_threads) {
  INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
  INGOT_REFUSE_UNLESS(x.rank() == 4, "only 2 spatial axes, not {}", x.rank() - 2);
  INGOT_REFUSE_UNLESS(x.num_elements() > 0 && w.num_elements() > 0 && y.num_elements() > 0,
                      "an operand is empty");
  dn::ConvolutionSpec spec{kind, x.shape.to_vector(), w.shape.to_vector(), y.shape.to_vector()};
  spec.strides = or_else(n.integers("strides"), 1);
  spec.padding_low = or_else(n.integers("padding_low"), 0);
  spec.padding_high = or_else(n.integers("padding_high"), 0);
  spec.dilation = or_else(n.integers("dilation"), 1);
  spec.groups = n.integer("groups");
  spec.has_bias = has_bias;
  spec.num_threads = num_threads;
  std::string refusal;
  const auto convolution = dn::make_convolution(spec, refusal);
  INGOT_REFUSE_UNLESS(convolution != nullptr, "{}", refusal);
  Kernel kernel;
  kernel.layouts = blocked_choices(spec, n.num_inputs());
  kernel.scratch_bytes = convolution->scratch_bytes();
  kernel.flops = 2.0 * static_cast<double>(y.num_elements()) *
                 static_cast<double>(w.num_elements() / w.shape[0]);
  kernel.run = [convolution](const Launch& l) { convolution->run(l); };
  return kernel;
}

}  // namespace

Match convolution_kernel(const NodeView& n, const MatchContext& context) {
  return match(n, dn::ConvolutionKind::forward, n.input_type(0), n.input_type(1), n.output_type(0),
               n.has_input(2), context.device().num_threads);
}

// dx from (dy, w)
Match convolution_data_kernel(const NodeView& n, const MatchContext& context) {
  return match(n, dn::ConvolutionKind::backward_data, n.output_type(0), n.input_type(1),
               n.input_type(0), false, context.device().num_threads);
}

// dw from (x, dy)
Match convolution_weights_kernel(const NodeView& n, const MatchContext& context) {
  INGOT_REFUSE_UNLESS(n.input_type(0).shape[1] > 1,
                      "oneDNN has only a reference for one input channel");
  return match(n, dn::ConvolutionKind::backward_weights, n.input_type(0), n.output_type(0),
               n.input_type(1), false, context.device().num_threads);
}

}  // namespace ingot
