#include "backend/cpu/relu_gradient.h"

#include <cmath>

namespace ingot {
namespace {

bool is_zero(const MatchContext& context, ValueId v) {
  const Tensor* value = context.constant(v);
  return value && value->num_elements() == 1 && value->at(0) == 0 && !std::signbit(value->at(0));
}

}  // namespace

std::optional<ReluGradient> read_relu_gradient(const NodeView& select,
                                               const MatchContext& context) {
  if (select.op().name != "select") return std::nullopt;
  const NodeView greater = context.producer(select, 0);
  if (greater.op().name != "greater" || context.num_uses(select.input_id(0)) != 1)
    return std::nullopt;
  if (!is_zero(context, greater.input_id(1)) || !is_zero(context, select.input_id(2)))
    return std::nullopt;
  if (greater.input_type(0) != select.output_type(0) ||
      select.input_type(1) != select.output_type(0))
    return std::nullopt;
  return ReluGradient{greater.input_id(0), select.input_id(1), greater.id()};
}

}  // namespace ingot
