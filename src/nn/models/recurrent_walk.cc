#include "nn/models/recurrent_walk.h"

namespace ingot {

RecurrentWalk walk_over(Functional& net, const ModelInputs& in, Functional::Tap steps,
                        const Functional::Tap& count, RecurrentLayer cell) {
  const bool both_ways = in.options.flag("bidirectional");
  RecurrentWalk walk{steps, {}};
  const std::int64_t layers = read_count(in, "layers");
  for (std::int64_t i = 0; i < layers; ++i) {
    const auto forward = net(cell(in), walk.steps);
    if (!both_ways) {
      walk.steps = forward;
      continue;
    }
    walk.backward = net(cell(in), net(ReverseTokens(), {walk.steps, count}));
    walk.steps = net(Concat({.axis = 2}), {forward, net(ReverseTokens(), {*walk.backward, count})});
  }
  return walk;
}

}  // namespace ingot
