#include "data/letterbox.h"

#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

std::vector<std::uint8_t> colour_of(const json& values) {
  std::vector<std::uint8_t> colour;
  const auto found = values.find("colour");
  if (found != values.end() && found->is_array())
    for (const json& v : *found)
      if (v.is_number_integer() && v >= 0 && v <= 255) colour.push_back(v.get<std::uint8_t>());
  if (colour.empty() || colour.size() != found->size())
    throw bad_pipeline(text("the colour of letterbox is not a list of values from 0 to 255",
                            "letterbox 的颜色不是 0 到 255 的数值列表"));
  return colour;
}

json fit(const json& options, const FittingRows&) {
  json values = {{"height", count_value(options, "height")},
                 {"width", count_value(options, "width")},
                 {"colour", options.value("colour", json::array({0}))}};
  static_cast<void>(colour_of(values));
  return values;
}

Transform load(const json& values) {
  const std::int64_t height = count_value(values, "height"), width = count_value(values, "width");
  const std::vector<std::uint8_t> colour = colour_of(values);
  return {
      .output =
          [=](const TensorType& rows) {
            require_pictures(rows, "letterbox");
            return TensorType{u8, rows.shape.with(2, height).with(3, width)};
          },
      .apply = [=](const Tensor& rows) { return letterbox_pictures(rows, height, width, colour); }};
}

}  // namespace

TransformDef define_letterbox_transform() {
  return {
      .name = "letterbox",
      .doc =
          "Pictures of any size as height x width with their own aspect: as large as fits, in the\n"
          "middle, on a ground of one colour. Options: height, width, colour (a list of one value\n"
          "for all channels, or of one for each; [0]).",
      .fit = fit,
      .load = load,
  };
}

}  // namespace ingot
