#include "features/augmentation_presets.h"

#include "base/near_name.h"
#include "features/augmentation.h"
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

// "15", "0.5" and words.
json option_value(std::string_view given) {
  json value = json::parse(given, nullptr, false);
  return value.is_number() ? value : json(given);
}

// One of a list: "rotate" or "rotate(degrees=10, fill=255)".
json augmentation_of(std::string_view given) {
  const std::size_t open = given.find('(');
  const AugmentationDef& def = find_augmentation(given.substr(0, open));
  if (def.mix)
    throw Error("bad_augmentation",
                text("{} mixes pictures with one another", "{} 会混合多张图片", def.name))
        .fix(text("--set mix={}", "--set mix={}", def.name));
  json options = json::object();
  std::string_view rest = open == given.npos ? "" : given.substr(open + 1);
  if (rest.ends_with(')')) rest.remove_suffix(1);
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(','));
    const std::size_t is = std::min(one.find('='), one.size());
    std::string_view name = one.substr(0, is);
    while (name.starts_with(' ')) name.remove_prefix(1);
    options[std::string(name)] = option_value(one.substr(std::min(is + 1, one.size())));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
  }
  return {{"name", def.name}, {"options", complete_options(def, options).values()}};
}

}  // namespace

json augmentation_list(std::string_view given) {
  const std::vector<std::string>& names = augmentation_preset_names();
  const bool is_list = given.find_first_of("+(") != given.npos ||
                       std::ranges::any_of(augmentation_registry(),
                                           [&](const auto& def) { return def.name == given; });
  if (!is_list || std::ranges::find(names, given) != names.end()) return augmentation_preset(given);
  json list = json::array();
  for (std::size_t at = 0; at <= given.size();) {
    const std::size_t end = std::min(given.find('+', at), given.size());
    list.push_back(augmentation_of(given.substr(at, end - at)));
    at = end + 1;
  }
  return list;
}

bool mirrors_pictures(const json& list) {
  return std::ranges::any_of(list, [](const json& a) { return a.at("name") == "flip_horizontal"; });
}

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
