#include "data/resize.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& options, const FittingRows&) {
  return {{"height", count_value(options, "height")}, {"width", count_value(options, "width")}};
}

Transform load(const json& values) {
  const std::int64_t height = count_value(values, "height"), width = count_value(values, "width");
  return {.output =
              [=](const TensorType& rows) {
                require_pictures(rows, "resize");
                return TensorType{u8, rows.shape.with(2, height).with(3, width)};
              },
          .apply = [=](const Tensor& rows) { return resize_pictures(rows, height, width); }};
}

}  // namespace

TransformDef define_resize_transform() {
  return {
      .name = "resize",
      .doc =
          "Pictures of any size as height x width: bilinear along an axis that grows, the mean\n"
          "over the covered area along one that shrinks. Options: height, width.",
      .fit = fit,
      .load = load,
  };
}

}  // namespace ingot
