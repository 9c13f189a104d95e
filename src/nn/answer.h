// How a product makes its answer of the network's output.
#pragma once

#include "nn/step.h"

namespace ingot {

struct AnswerForm {
  /// The answer for a picture is the mean of those for it and for its mirror image, left to right.
  bool mirrored = false;
  /// Of a mirrored answer p, which becomes softmax(log(p) / temperature). Others hold theirs in the
  /// weights.
  double temperature = 1;
};

/// softmax(log(p) / temperature) of each row: probabilities that are surer, or less sure, in the
/// same order.
[[nodiscard]] Value with_temperature(const Value& probabilities, double temperature);

/// As trace_inference, with the whole answer in the graph. A mirrored one runs the network once, on
/// twice the rows: the pictures, then their mirror images.
[[nodiscard]] Traced trace_answer(const Network& network, std::int64_t batch,
                                  const AnswerForm& form);

}  // namespace ingot
