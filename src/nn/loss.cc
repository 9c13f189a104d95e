#include <algorithm>

#include "nn/loss_def.h"

namespace ingot {

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
  const auto made = std::ranges::find(state.activated, output.id(), &TraceState::Activated::value);
  const TensorType expected = target_type(loss, output.type());
  if (target.type() != expected)
    throw Error(
        "bad_loss_input",
        text("{} of an output {} needs a target {}, not {}", "{} 对输出 {} 需要目标 {}，而不是 {}",
             loss.kind, to_string(output.type()), to_string(expected), to_string(target.type())));
  const bool known = made != state.activated.end();
  const std::string outer = state.g.set_scope("loss");
  const Value rows = def.trace({.g = state.g,
                                .options = options,
                                .target = target,
                                .output = output,
                                .logits = known ? made->logits : Value(),
                                .activation = known ? made->function : ""});
  state.g.set_scope(outer);
  return rows;
}

}  // namespace ingot
