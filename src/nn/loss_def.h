// The loss record: what training minimises.
#pragma once

#include "nn/layer_context.h"

namespace ingot {

/// What a loss is computed from.
struct LossInputs {
  Builder& g;
  const SpecView& options;
  Value target;  ///< as the record's `target` says
  Value output;  ///< of the network, (batch, ...); of an ensemble in training (batch, members, ...)
  /// What went into the network's last softmax, sigmoid or exp, so that the loss can be computed
  /// without their rounding; null when the output is something else.
  Value logits;
  std::string activation;  ///< "softmax", "sigmoid" or "exp" where `logits` is given

  /// The mean over all axes but the first: (batch, ...) -> (batch).
  [[nodiscard]] Value row_mean(const Value& elements) const;
  /// An Error that names the loss and both types; thrown unless `ok`.
  void require(bool ok, const Text& what) const;
};

/// How the targets of a loss look for a network's output.
enum class TargetKind : std::uint8_t {
  like_output,    ///< floats in the shape of the output
  class_indices,  ///< i64, the shape of the output without its last axis
};

struct LossDef {
  std::string name;
  std::string constructor;
  std::string doc;
  OptionDefs arguments = {};
  OptionDefs options = {};
  TargetKind target = TargetKind::like_output;
  /// The loss of each row, (batch); the mean over rows is taken by the training step.
  Value (*trace)(const LossInputs& in) = nullptr;
};

/// All losses in the order of their names; generated from src/nn/losses.
[[nodiscard]] const std::vector<LossDef>& loss_registry();
/// errors: unknown_loss, with a near name
[[nodiscard]] const LossDef& find_loss(std::string_view kind);
/// Type of the targets for a network whose output is of type `output`.
[[nodiscard]] TensorType target_type(const Loss& loss, const TensorType& output);
/// The loss of each row. Of the mean of an ensemble: in training the mean of the members' losses,
/// else the loss of the mean. errors: unknown_loss, bad_option, bad_loss_input
[[nodiscard]] Value trace_loss(TraceState& state, const Loss& loss, const Value& output,
                               const Value& target);

}  // namespace ingot
