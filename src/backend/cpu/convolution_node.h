// What the kernels of convolutions read of a node: one of the three ops, and what follows a forward
// convolution.
#pragma once

#include "backend/cpu/dn.h"
#include "backend/cpu/epilogue.h"
#include "backend/cpu/pack_cache.h"

namespace ingot {

/// The sizes as a forward convolution of stride 1 sees them: the gradient by the data is one, too,
/// from y to x.
struct ConvolutionShape {
  std::int64_t batch, in, out, rows, columns, out_rows, out_columns, low_rows, low_columns;

  [[nodiscard]] std::int64_t x_floats() const { return batch * in * rows * columns; }
  [[nodiscard]] std::int64_t y_floats() const { return batch * out * out_rows * out_columns; }
};

/// The bias of a kernel: none, one of its inputs, or its own.
struct ConvolutionBias {
  int input = 0;  ///< 0: none
  std::shared_ptr<const std::vector<float>> own = nullptr;

  [[nodiscard]] const float* at(const Launch& l) const {
    return own ? own->data() : input != 0 ? l.in<float>(input) : nullptr;
  }
};

struct ConvolutionNode {
  dn::ConvolutionSpec spec;
  bool is_sequence = false;  ///< one spatial axis; `spec` has a second one of size 1
  std::vector<std::uint32_t> covers = {};
  /// Operands in the order (first, second, bias, addend); the last two may be absent.
  std::vector<ValueId> inputs = {};
  ValueId bias{kNoNode, 0}, addend{kNoNode, 0};
  bool relu = false;
  /// A batch norm with constant statistics is part of the constant filters: each is multiplied by
  /// its factor, and `folded_bias` is added.
  std::vector<float> factors = {};
  std::shared_ptr<const std::vector<float>> folded_bias = nullptr;

  [[nodiscard]] ValueId weights() const { return inputs[1]; }
  /// Places among the kernel's inputs; 0: absent.
  [[nodiscard]] int bias_input() const { return bias.node == kNoNode ? 0 : 2; }
  [[nodiscard]] int addend_input() const {
    return addend.node == kNoNode ? 0 : bias_input() ? 3 : 2;
  }
  [[nodiscard]] double flops() const;
  [[nodiscard]] ConvolutionShape shape() const;
  [[nodiscard]] ConvolutionBias kernel_bias() const { return {bias_input(), folded_bias}; }
  /// As pack_constant, of the filters with their factors; null where they are not constant.
  [[nodiscard]] std::shared_ptr<const float> pack_weights(
      const MatchContext& context, const std::string& how, std::size_t floats,
      const std::function<void(const float* from, float* to)>& fill) const;
};

/// Reads conv, or relu(batch_norm_inference(conv) + addend) in part; conv_backward_data;
/// conv_backward_weights.
[[nodiscard]] std::variant<ConvolutionNode, Refusal> read_convolution(const NodeView& root,
                                                                      const MatchContext& context,
                                                                      dn::ConvolutionKind kind);

/// Pictures (not sequences) whose channels fill blocks of 8 may come and go blocked. For each such
/// way `make` gives the launch and its scratch, or nothing.
[[nodiscard]] std::vector<LayoutChoice> blocked_choices(
    const ConvolutionNode& node,
    const std::function<std::optional<std::pair<LaunchFn, std::size_t>>(bool x_blocked,
                                                                        bool y_blocked)>& make);

}  // namespace ingot
