#include "features/augmentation.h"

#include "base/near_name.h"

namespace ingot {
namespace {

using nlohmann::json;

template <class Records>
std::vector<std::string> names_of(const Records& records) {
  std::vector<std::string> names;
  for (const auto& r : records) names.push_back(r.name);
  return names;
}

Error unknown(const char* code, const Text& message, std::string_view name,
              const std::vector<std::string>& names) {
  Error error = Error(code, message).expected(text("one of {}", "{} 之一", fmt::join(names, " ")));
  const std::string near = near_name(name, names);
  if (near.empty()) return error;
  return std::move(error).fix(text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

bool fits(const AugmentationOption& option, const json& value) {
  if (option.default_value.is_string())
    return value.is_string() &&
           std::ranges::find(option.words, value.get<std::string>()) != option.words.end();
  if (option.default_value.is_number_integer() ? !value.is_number_integer() : !value.is_number())
    return false;
  const double v = value.get<double>();
  return v >= option.least && v <= option.most;
}

Text expectation(const AugmentationOption& option) {
  if (option.default_value.is_string())
    return text("one of {}", "{} 之一", fmt::join(option.words, " "));
  if (option.default_value.is_number_integer())
    return text("a whole number from {} to {}", "{} 到 {} 的整数", option.least, option.most);
  return text("a number from {} to {}", "{} 到 {} 的数", option.least, option.most);
}

}  // namespace

const AugmentationDef& find_augmentation(std::string_view name) {
  for (const AugmentationDef& def : augmentation_registry())
    if (def.name == name) return def;
  throw unknown("unknown_augmentation",
                text("there is no augmentation \"{}\"", "没有名为 \"{}\" 的数据增强", name), name,
                names_of(augmentation_registry()));
}

AugmentationOptions complete_options(const AugmentationDef& def, const json& given) {
  if (!given.is_object())
    throw Error("bad_option",
                text("the options of {} are {}", "{} 的选项为 {}", def.name, given.dump()))
        .expected(text("a JSON object", "JSON 对象"));
  json values = json::object();
  for (const AugmentationOption& option : def.options) values[option.name] = option.default_value;
  for (const auto& [name, value] : given.items()) {
    const auto option = std::ranges::find(def.options, name, &AugmentationOption::name);
    if (option == def.options.end())
      throw unknown("unknown_option",
                    text("{} has no option \"{}\"", "{} 没有选项 \"{}\"", def.name, name), name,
                    names_of(def.options));
    if (!fits(*option, value))
      throw Error("bad_option",
                  text("{} of {} is {}", "{1} 的 {0} 为 {2}", name, def.name, value.dump()))
          .expected(expectation(*option));
    values[name] = value;
  }
  return AugmentationOptions(std::move(values));
}

AugmentationOption probability_option(double share) {
  return {"p", share, "share of the pictures that are changed", 0, 1};
}

PictureChange sometimes(const AugmentationOptions& options, PictureChange change) {
  return [p = options.number("p"), change = std::move(change)](Canvas& canvas,
                                                               AugmentationDraws& draws) {
    if (draws.happens(p)) change(canvas, draws);
  };
}

}  // namespace ingot
