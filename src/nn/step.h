// The graphs of a network: inference, and a whole training step.
#pragma once

#include "ingot/network.h"
#include "nn/layer_context.h"

namespace ingot {

/// A graph and the states that it keeps.
struct Traced {
  Graph graph;
  Parameters parameters;
};

/// One graph input per Input layer, for `batch` rows.
[[nodiscard]] Values trace_inputs(Builder& g, const Network& network, std::int64_t batch);
/// Traces all layers on these inputs and gives the network's output.
[[nodiscard]] Value trace_layers(TraceState& state, const Network& network, const Values& inputs);

/// Inputs: one per Input layer ("input", or the layers' names if there are several). Output:
/// "output".
[[nodiscard]] Traced trace_inference(const Network& network, std::int64_t batch);

/// How many rows and tokens a step of decoding takes.
struct DecodingSizes {
  std::int64_t rows = 1;
  std::int64_t tokens = 1;
  std::int64_t capacity = 1;  ///< tokens that fit, at most as many as a row has
};
/// The next tokens of rows of a network of tokens. Inputs: "input" (rows, tokens), "position"
/// i64[]: tokens before. Output: those of the tokens. What layers keep of them are states that it
/// updates. In a network of several inputs the last one is written; what layers make of the others
/// alone are states "LAYER/read" that it does not change.
///
/// errors    cannot_decode: a layer that needs the whole row at once
[[nodiscard]] Traced trace_decoding(const Network& network, const DecodingSizes& sizes);
/// What is made of all inputs but the last one, before anything is written: outputs "LAYER/read"
/// for so many rows, the states that decoding begins with.
[[nodiscard]] Traced trace_reading(const Network& network, std::int64_t rows);

struct StepOptions {
  Loss loss = "mse";
  Optimizer optimizer = "adam";
  std::int64_t batch = 64;   ///< rows of one micro-batch
  double clip_norm = 0;      ///< of all gradients together; 0: no clipping
  double clip_value = 0;     ///< of each element; 0: no clipping
  double average_decay = 0;  ///< of an exponential moving average of the weights; 0: none
  bool gives_output = true;  ///< what the network says is an output of the step
  DType dtype = f32;
};

/// A training step. Inputs after those of the network: "target"; "row_mask" (batch), how much a row
/// counts, 0 for padding; "key" i64[3]: seed, step, first row of the logical batch; "inverse_rows",
/// scalar: 1 / rows of the logical batch; "learning_rate", scalar; "step", scalar, from 1. Outputs:
/// "output" of the network where it is asked for, "loss" (the mean over the logical batch's rows as
/// far as they are in this micro-batch). Guarded by: loss and gradients are finite.
///
/// errors    unknown_loss, unknown_optimizer, bad_option, bad_loss_input, not_differentiable
[[nodiscard]] Traced trace_step(const Network& network, const StepOptions& options);

/// The same in two: `accumulate` adds a micro-batch's gradients to states of role `gradient`,
/// `apply` updates the weights with them and sets them back to zero. Batch norms see each
/// micro-batch alone.
struct AccumulatedStep {
  Traced accumulate;  ///< inputs: as above without "learning_rate" and "step"
  Traced apply;       ///< inputs: "learning_rate", "step"
};
[[nodiscard]] AccumulatedStep trace_accumulated_step(const Network& network,
                                                     const StepOptions& options);

}  // namespace ingot
