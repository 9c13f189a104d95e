// Weights that are constant in a plan are brought into a kernel's own order once, when the plan is
// made; plans that share a cache share the result.
#pragma once

#include "backend/backend.h"

namespace ingot {

/// `floats` floats that `fill` wrote from the constant behind `v`, or null where `v` is not
/// constant. `how` names the order: it must tell everything that `fill` depends on but the constant
/// itself.
[[nodiscard]] std::shared_ptr<const float> pack_constant(
    const MatchContext& context, ValueId v, const std::string& how, std::size_t floats,
    const std::function<void(const float* from, float* to)>& fill);

}  // namespace ingot
