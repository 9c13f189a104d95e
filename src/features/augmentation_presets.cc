#include "features/augmentation_presets.h"

#include "base/near_name.h"
#include "ingot/error.h"

namespace ingot {
namespace {

using nlohmann::json;

struct Preset {
  std::string name;
  json list;
};

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all = [] {
    const json flip = {{"name", "flip_horizontal"}}, crop = {{"name", "pad_crop"}};
    const json trivial = {{"name", "trivial_augment"}}, erase = {{"name", "erase"}};
    const json upright = {{"name", "trivial_augment"}, {"options", {{"degrees", 30}}}};
    return std::vector<Preset>{{"none", json::array()},
                               {"flip", json::array({flip})},
                               {"light", json::array({flip, crop})},
                               {"strong", json::array({flip, crop, trivial, erase})},
                               {"light_without_flip", json::array({crop})},
                               {"strong_without_flip", json::array({crop, upright, erase})}};
  }();
  return all;
}

}  // namespace

const std::vector<std::string>& augmentation_preset_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Preset& preset : presets()) all.push_back(preset.name);
    return all;
  }();
  return names;
}

json augmentation_preset(std::string_view name) {
  for (const Preset& preset : presets())
    if (preset.name == name) return preset.list;
  const auto& names = augmentation_preset_names();
  const std::string near = near_name(name, names);
  Error error = Error("unknown_augmentation",
                      text("there is no preset \"{}\"", "没有名为 \"{}\" 的预设", name))
                    .expected(text("one of {}", "{} 之一", fmt::join(names, " ")));
  if (near.empty()) throw std::move(error);
  throw std::move(error).fix(text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

}  // namespace ingot
