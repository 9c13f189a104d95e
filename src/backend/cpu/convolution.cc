// Convolution and its two gradients through oneDNN, in the layouts that it prefers; operands are
// reordered from and to the plain layout in scratch memory.
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
