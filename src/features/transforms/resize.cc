#include "data/resize.h"

#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

ResizeFilter filter_of(const json& values) {
  const auto found = values.find("filter");
  if (found != values.end() && *found == "bilinear") return ResizeFilter::bilinear;
  if (found != values.end() && *found == "area") return ResizeFilter::area;
  throw bad_pipeline(
      text("the filter of resize is not bilinear or area", "resize 的滤波器不是 bilinear 或 area"));
}

json fit(const json& options, const FittingRows&) {
  return {{"height", count_value(options, "height")},
          {"width", count_value(options, "width")},
          {"filter", "bilinear"}};
}

json upgrade(json values, int) {
  values["filter"] = "area";
  return values;
}

Transform load(const json& values) {
  const std::int64_t height = count_value(values, "height"), width = count_value(values, "width");
  const ResizeFilter filter = filter_of(values);
  return {
      .output =
          [=](const TensorType& rows) {
            require_pictures(rows, "resize");
            return TensorType{u8, rows.shape.with(2, height).with(3, width)};
          },
      .apply = [=](const Tensor& rows) { return resize_pictures(rows, height, width, filter); }};
}

}  // namespace

TransformDef define_resize_transform() {
  return {
      .name = "resize",
      .doc =
          "Pictures of any size as height x width, with a triangle filter that is widened where\n"
          "they shrink (bilinear, antialiased). Version 1 had another filter, \"area\": bilinear\n"
          "along an axis that grows, the mean over the covered area along one that shrinks.\n"
          "Options: height, width.\n"
          "Source: Turkowski 1990, Filters for common resampling tasks.",
      .version = 2,
      .fit = fit,
      .load = load,
      .upgrade = upgrade,
  };
}

}  // namespace ingot
