#include "nn/scoring.h"

#include "nn/loss_def.h"

namespace ingot {

Traced trace_scoring(const Network& network, const Loss& loss, std::int64_t batch,
                     bool gives_output) {
  Builder g;
  TraceState state{.g = g};
  const Values inputs = trace_inputs(g, network, batch);
  const Value output = trace_layers(state, network, inputs);
  const Value target = g.input("target", target_type(loss, output.type()));
  const Value losses = trace_loss(state, loss, output, target);
  if (gives_output) g.output("output", output);
  g.output("row_losses", losses);
  return {g.take(), std::move(state.parameters)};
}

}  // namespace ingot
