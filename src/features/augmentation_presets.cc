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

const std::vector<Preset>& mixes() {
  static const std::vector<Preset> all = [] {
    const json mixup = {{"name", "mixup"}}, cutmix = {{"name", "cutmix"}};
    return std::vector<Preset>{{"none", json::array()},
                               {"mixup", json::array({mixup})},
                               {"cutmix", json::array({cutmix})},
                               {"both", json::array({mixup, cutmix})}};
  }();
  return all;
}

std::vector<std::string> names_of(const std::vector<Preset>& presets) {
  std::vector<std::string> names;
  for (const Preset& preset : presets) names.push_back(preset.name);
  return names;
}

json list_of(const std::vector<Preset>& presets, std::string_view name) {
  for (const Preset& preset : presets)
    if (preset.name == name) return preset.list;
  const std::vector<std::string> names = names_of(presets);
  const std::string near = near_name(name, names);
  Error error = Error("unknown_augmentation",
                      text("there is no preset \"{}\"", "没有名为 \"{}\" 的预设", name))
                    .expected(text("one of {}", "{} 之一", fmt::join(names, " ")));
  if (near.empty()) throw std::move(error);
  throw std::move(error).fix(text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

}  // namespace

const std::vector<std::string>& augmentation_preset_names() {
  static const std::vector<std::string> names = names_of(presets());
  return names;
}
json augmentation_preset(std::string_view name) { return list_of(presets(), name); }

const std::vector<std::string>& mix_preset_names() {
  static const std::vector<std::string> names = names_of(mixes());
  return names;
}
json mix_preset(std::string_view name) { return list_of(mixes(), name); }

}  // namespace ingot
