// The optimizer record: how one weight follows its gradient.
#pragma once

#include "nn/layer_context.h"

namespace ingot {

/// The update of one weight while it is traced.
class OptimizerContext {
 public:
  OptimizerContext(TraceState& state, const SpecView& view, const Parameter& parameter)
      : g(state.g), options(view), state_(state), parameter_(parameter) {}

  Builder& g;
  const SpecView& options;
  Value weight;
  Value gradient;
  Value learning_rate;  ///< scalar of the weight's dtype
  Value step;           ///< scalar of the weight's dtype: number of this update, from 1

  [[nodiscard]] const std::string& name() const { return parameter_.name; }
  /// Memory of the optimizer for this weight, "WEIGHT/name", of the weight's type, zero at first.
  Value slot(std::string_view name);
  /// Its value after this update.
  void set_slot(std::string_view name, const Value& value);

 private:
  TraceState& state_;
  const Parameter& parameter_;
};

struct OptimizerDef {
  std::string name;
  std::string constructor;
  std::string doc;
  OptionDefs arguments = {};
  OptionDefs options = {};  ///< every optimizer has `learning_rate` (a Schedule)
  /// The weight after this update.
  Value (*trace)(OptimizerContext& c) = nullptr;
};

/// All optimizers in the order of their names; generated from src/nn/optimizers.
[[nodiscard]] const std::vector<OptimizerDef>& optimizer_registry();
/// errors: unknown_optimizer, with a near name
[[nodiscard]] const OptimizerDef& find_optimizer(std::string_view kind);
[[nodiscard]] SpecView optimizer_options(const Optimizer& optimizer);

}  // namespace ingot
