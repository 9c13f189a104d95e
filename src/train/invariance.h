// What must change nothing changes nothing: looked at on two rows before a training begins.
#pragma once

#include <functional>
#include <optional>

#include "ingot/network.h"
#include "nn/step.h"
#include "train/row_source.h"

namespace ingot {

/// Tokens that `longer` has more, say.
inline constexpr std::int64_t kInvariantPadding = 8;

struct InvarianceSubject {
  const Network& network;
  const Loss& loss;
  const RowSource& rows;
  /// A token of the last input is told from those before it alone.
  bool is_causal = false;
  /// The network for rows of more tokens, with the same weights (of larger tables the first rows):
  /// what is added to a row is padding, 0.
  std::optional<Network> longer = {};
  std::int64_t seed = 0;
  int num_threads = 1;
  /// The graphs that are looked at: those that training runs.
  std::function<Traced(const Network& network, std::int64_t rows)> trace_answers = trace_inference;
  std::function<AccumulatedStep(const Network& network, const StepOptions& options)> trace_steps =
      trace_accumulated_step;
};

/// - accumulation: the gradient of two rows is the sum of those of each (not where statistics of
///   the batch are used)
/// - order: a row's answer does not depend on its place, nor on the row beside it
/// - causality: a later token changes no earlier answer
/// - padding: it changes no answer that counts
///
/// errors    broken_invariance: says which, and by how much
/// cost      two training steps and five answers of one or two rows
void check_invariances(const InvarianceSubject& subject);

}  // namespace ingot
