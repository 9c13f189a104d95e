// What the recurrent cells and their sequences share: one step of each, and the walk over time.
#pragma once

#include <functional>

#include "ops/common.h"
#include "ops/operand.h"

namespace ingot {

/// Checks w (gates * units, features), r (gates * units, units) and the optional bias
/// (biases * units), at inputs `first`, `first + 1` and `first + 2`; returns the number of units.
struct GateSizes {
  int gates = 1, biases = 1;
};
[[nodiscard]] std::int64_t require_recurrent_weights(const NodeView& n, int first, GateSizes sizes);
/// Checks that input `i`, if given, is (batch, units) of the dtype of input 0.
void require_state(const NodeView& n, int i, std::int64_t batch, std::int64_t units);

/// `v` split into parts of `units` along the last axis.
[[nodiscard]] Values split_gates(Builder& g, const Value& v, std::int64_t units);
/// x w^T + bias, for x (rows, features).
[[nodiscard]] Value project(Builder& g, const Value& x, const Value& w, const Value& bias);

// One step each. `projected` is x w^T with its biases, (batch, gates * units); what meets r is h
// times `mask`, where it is not null.
struct LstmState {
  Value h, c;
};
[[nodiscard]] LstmState lstm_step(Builder& g, const Value& projected, const LstmState& state,
                                  const Value& r, const Value& mask = {});
/// `bias` are the biases of the recurrent products, (3 * units) or null.
enum class ResetGate : std::uint8_t { before_product, after_product };
[[nodiscard]] Value gru_step(Builder& g, const Value& projected, const Value& h, const Value& r,
                             const Value& bias, ResetGate reset, const Value& mask = {});
[[nodiscard]] Value rnn_step(Builder& g, const Value& projected, const Value& h, const Value& r,
                             std::string_view activation, const Value& mask = {});
/// errors: bad_attribute unless the attribute `activation` is tanh or relu
void require_activation(const NodeView& n);

/// x (time, batch, features) -> time projected slices, (batch, gates * units) each.
[[nodiscard]] Values project_sequence(Builder& g, const Value& x, const Value& w,
                                      const Value& bias);
/// Runs `step` over the slices, from the last one where `reverse`, and stacks what it returns in
/// the order of time; (0, batch, units) shaped as `initial` when there are none.
[[nodiscard]] Value over_time(Builder& g, const Values& slices, bool reverse, const Value& initial,
                              const std::function<Value(const Value&)>& step);

}  // namespace ingot
