#include "data/resize.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& options, const FittingRows&) {
  return {{"channels", count_value(options, "channels")}};
}

Transform load(const json& values) {
  const std::int64_t channels = count_value(values, "channels");
  if (channels != 1 && channels != 3)
    throw bad_pipeline(text("pictures with {} channels", "{} 个通道的图片", channels));
  return {.output =
              [channels](const TensorType& rows) {
                require_pictures(rows, "channels");
                return TensorType{u8, rows.shape.with(1, channels)};
              },
          .apply = [channels](const Tensor& rows) { return with_channels(rows, channels); }};
}

}  // namespace

TransformDef define_channels_transform() {
  return {
      .name = "channels",
      .doc =
          "Grey pictures as colour (the value three times), colour as grey: "
          "luma = 0.299 R + 0.587 G + 0.114 B. Options: channels, 1 or 3.\n"
          "Source: ITU-R BT.601.",
      .fit = fit,
      .load = load,
  };
}

}  // namespace ingot
