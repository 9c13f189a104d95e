#include "data/letterbox.h"

#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

double share_of(const json& values) {
  const auto found = values.find("share");
  if (found == values.end() || !found->is_number() || *found <= 0 || *found > 1)
    throw bad_pipeline(text("the share of center_crop is not a number above 0 and up to 1",
                            "center_crop 的 share 不是大于 0 且不超过 1 的数"));
  return found->get<double>();
}

json fit(const json& options, const FittingRows&) {
  json values = {{"height", count_value(options, "height")},
                 {"width", count_value(options, "width")},
                 {"share", options.value("share", json(1.0))}};
  static_cast<void>(share_of(values));
  return values;
}

Transform load(const json& values) {
  const std::int64_t height = count_value(values, "height"), width = count_value(values, "width");
  const double share = share_of(values);
  return {.output =
              [=](const TensorType& rows) {
                require_pictures(rows, "center_crop");
                return TensorType{u8, rows.shape.with(2, height).with(3, width)};
              },
          .apply =
              [=](const Tensor& rows) { return center_crop_pictures(rows, height, width, share); }};
}

}  // namespace

TransformDef define_center_crop_transform() {
  return {
      .name = "center_crop",
      .doc =
          "The middle of pictures of any size as height x width: the largest part of that aspect,\n"
          "each side times `share`, resized. Options: height, width, share (1; 0.875 is the usual\n"
          "224 of 256).\n"
          "Source: Krizhevsky et al. 2012, section 2.",
      .fit = fit,
      .load = load,
  };
}

}  // namespace ingot
