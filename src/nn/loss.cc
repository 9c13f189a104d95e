#include <algorithm>
#include <cmath>

#include "nn/loss_def.h"

namespace ingot {
namespace {

// What a loss reads beside the target.
struct Predicted {
  Value output, logits;
  std::string activation;
};

// Logits whose activation is the mean of the members' activations, without its rounding.
Value logits_of_mean(Builder& g, const TraceState::Activated& members) {
  const Value& z = members.logits;
  if (members.function == "sigmoid")
    return g.logsumexp(g.log_sigmoid(z), {1}, drop_dims) -
           g.logsumexp(g.log_sigmoid(-z), {1}, drop_dims);
  return g.logsumexp(members.function == "softmax" ? g.log_softmax(z, -1) : z, {1}, drop_dims) -
         std::log(static_cast<double>(z.shape()[1]));
}

// The output as it is, or the members of an ensemble in training.
Predicted predicted_by(const TraceState& state, const Value& output) {
  const auto mean = std::ranges::find(state.averaged, output.id(), &TraceState::Averaged::value);
  const bool ensemble = mean != state.averaged.end(),
             apart = ensemble && state.mode == Mode::training;
  const Value activated = ensemble ? mean->members : output;
  Predicted result{apart ? mean->members : output, {}, {}};
  const auto made =
      std::ranges::find(state.activated, activated.id(), &TraceState::Activated::value);
  if (made == state.activated.end()) return result;
  result.activation = made->function;
  result.logits = ensemble && !apart ? logits_of_mean(state.g, *made) : made->logits;
  return result;
}

// (batch, ...) -> (batch, members, ...): all members have one target.
Value for_members(Builder& g, const Value& target, std::int64_t members) {
  const Shape shape = target.shape().inserted(1, 1);
  return g.broadcast_to(g.reshape(target, shape.to_vector()), shape.with(1, members).to_vector());
}

}  // namespace

Value LossInputs::row_mean(const Value& elements) const {
  if (elements.rank() <= 1) return elements;
  Ints axes;
  for (int axis = 1; axis < elements.rank(); ++axis) axes.push_back(axis);
  return g.mean(elements, axes, drop_dims);
}

void LossInputs::require(bool ok, const Text& what) const {
  if (ok) return;
  const std::string &kind = options.spec().kind, given = to_string(target.type()),
                    out = to_string(output.type());
  throw Error("bad_loss_input",
              Text{fmt::format("{} {}, not output {} and target {}", kind, what.en, out, given),
                   fmt::format("{} {}，而不是输出 {} 与目标 {}", kind, what.zh, out, given)});
}

const LossDef& find_loss(std::string_view kind) {
  return find_record(loss_registry(), kind, "unknown_loss",
                     text("there is no loss", "没有这样的损失函数"));
}

TensorType target_type(const Loss& loss, const TensorType& output) {
  if (find_loss(loss.kind).target == TargetKind::like_output) return output;
  if (output.rank() < 2)
    throw Error("bad_loss_input", text("{} needs an output (batch, ..., classes), not {}",
                                       "{} 需要形如 (批次, ..., 类别) 的输出，而不是 {}", loss.kind,
                                       to_string(output)));
  return {i64, output.shape.without(output.rank() - 1)};
}

Value trace_loss(TraceState& state, const Loss& loss, const Value& output, const Value& target) {
  const LossDef& def = find_loss(loss.kind);
  const SpecView options(loss, def.arguments, def.options);
  const TensorType expected = target_type(loss, output.type());
  if (target.type() != expected)
    throw Error(
        "bad_loss_input",
        text("{} of an output {} needs a target {}, not {}", "{} 对输出 {} 需要目标 {}，而不是 {}",
             loss.kind, to_string(output.type()), to_string(expected), to_string(target.type())));
  const std::string outer = state.g.set_scope("loss");
  const Predicted p = predicted_by(state, output);
  const bool apart = p.output.id() != output.id();
  const Value rows =
      def.trace({.g = state.g,
                 .options = options,
                 .target = apart ? for_members(state.g, target, p.output.shape()[1]) : target,
                 .output = p.output,
                 .logits = p.logits,
                 .activation = p.activation});
  state.g.set_scope(outer);
  return rows;
}

}  // namespace ingot
