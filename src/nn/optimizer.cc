#include "nn/optimizer_def.h"

namespace ingot {

Value OptimizerContext::slot(std::string_view name) {
  Parameter slot{.name = fmt::format("{}/{}", parameter_.name, name),
                 .type = parameter_.type,
                 .role = Role::slot,
                 .trainable = false};
  const Value value = g.state(slot.name, slot.type);
  state_.parameters.push_back(std::move(slot));
  state_.values.push_back(value);
  return value;
}

void OptimizerContext::set_slot(std::string_view name, const Value& value) {
  g.update(fmt::format("{}/{}", parameter_.name, name), value);
}

const OptimizerDef& find_optimizer(std::string_view kind) {
  return find_record(optimizer_registry(), kind, "unknown_optimizer",
                     text("there is no optimizer", "没有这样的优化器"));
}

SpecView optimizer_options(const Optimizer& optimizer) {
  const OptimizerDef& def = find_optimizer(optimizer.kind);
  return SpecView(optimizer, def.arguments, def.options);
}

}  // namespace ingot
