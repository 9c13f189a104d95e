#include "backend/cpu/pack_cache.h"

namespace ingot {

std::shared_ptr<const float> pack_constant(
    const MatchContext& context, ValueId v, const std::string& how, std::size_t floats,
    const std::function<void(const float* from, float* to)>& fill) {
  const Tensor* constant = context.constant(v);
  if (!constant) return nullptr;
  return context.device().packs->get(*constant, how, [&] {
    const auto packed = std::make_shared<Tensor>(f32, Shape{static_cast<std::int64_t>(floats)});
    fill(static_cast<const float*>(constant->raw()), packed->mutable_data<float>().data());
    return std::shared_ptr<const float>(packed, packed->data<float>().data());
  });
}

}  // namespace ingot
