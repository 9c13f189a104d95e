#include "nn/spec_view.h"

#include "base/near_name.h"

namespace ingot {
namespace {

constexpr std::array<std::pair<const char*, const char*>, 7> kTypeNames{
    {{"true or false", "true 或 false"},
     {"an integer", "整数"},
     {"a number", "数"},
     {"a string", "字符串"},
     {"a list of integers", "整数列表"},
     {"a list of numbers", "数的列表"},
     {"a part (initializer, schedule or layers)", "部件（初始化、学习率安排或层）"}}};

Text type_name(const SpecValue& value) {
  const auto& [en, zh] = kTypeNames[value.index()];
  return {en, zh};
}

// A value as the type of `like`, where nothing is lost: 1 for 1.0, "zeros" for an initializer,
// a number for a schedule.
std::optional<SpecValue> as_type_of(const SpecValue& like, const SpecValue& value) {
  if (value.index() == like.index()) return value;
  if (const auto* i = std::get_if<std::int64_t>(&value)) {
    if (std::holds_alternative<double>(like)) return static_cast<double>(*i);
    if (std::holds_alternative<Ints>(like)) return Ints{*i};
  }
  if (const auto* list = std::get_if<Ints>(&value); list && std::holds_alternative<Numbers>(like))
    return Numbers(list->begin(), list->end());
  if (const auto* s = std::get_if<std::string>(&value);
      s && std::holds_alternative<std::vector<Spec>>(like))
    return std::vector<Spec>{Spec{*s}};
  if (std::holds_alternative<std::vector<Spec>>(like)) {
    if (const auto* d = std::get_if<double>(&value)) return std::vector<Spec>{Schedule(*d)};
    if (const auto* i = std::get_if<std::int64_t>(&value))
      return std::vector<Spec>{Schedule(static_cast<double>(*i))};
  }
  return std::nullopt;
}

const OptionDef* find_option(const OptionDefs& list, std::string_view name) {
  for (const OptionDef& def : list)
    if (def.name == name) return &def;
  return nullptr;
}

}  // namespace

bool operator==(const Spec& a, const Spec& b) { return a.kind == b.kind && a.options == b.options; }

SpecView::SpecView(const Spec& spec, const OptionDefs& arguments, const OptionDefs& options)
    : spec_{spec.kind} {
  for (const OptionDef& def : options) spec_.options.emplace(def.name, def.default_value);
  for (const auto& [name, value] : spec.options) {
    const OptionDef* def = find_option(arguments, name);
    if (!def) def = find_option(options, name);
    if (!def) {
      std::vector<std::string> names;
      for (const OptionDefs* list : {&arguments, &options})
        for (const OptionDef& known : *list) names.push_back(known.name);
      throw_unknown_kind(name, names, "unknown_option",
                         text("{} has no option", "{} 没有选项", spec.kind));
    }
    const std::optional<SpecValue> typed = as_type_of(def->default_value, value);
    if (!typed) {
      const Text expected = type_name(def->default_value), given = type_name(value);
      throw fail(name, Text{fmt::format("needs {}, not {}", expected.en, given.en),
                            fmt::format("须为{}，而不是{}", expected.zh, given.zh)});
    }
    spec_.options.insert_or_assign(name, *typed);
  }
  for (const OptionDef& def : arguments)
    if (!spec_.options.contains(def.name)) throw fail(def.name, text("is missing", "没有给出"));
}

Layers SpecView::layers(std::string_view name) const {
  Layers layers;
  for (const Spec& spec : get<std::vector<Spec>>(name)) layers.emplace_back(spec);
  return layers;
}

Error SpecView::fail(std::string_view option, const Text& what) const {
  return Error("bad_option", Text{fmt::format("{}: {} {}", spec_.kind, option, what.en),
                                  fmt::format("{}：{} {}", spec_.kind, option, what.zh)});
}

void SpecView::require(bool ok, std::string_view option, const Text& what) const {
  if (!ok) throw fail(option, what);
}

void throw_unknown_kind(std::string_view kind, std::span<const std::string> names, const char* code,
                        const Text& what) {
  Error error = Error(code, Text{fmt::format("{} \"{}\"", what.en, kind),
                                 fmt::format("{}“{}”", what.zh, kind)})
                    .expected(text("one of {}", "{} 之一", fmt::join(names, " ")));
  const std::string near = near_name(kind, names);
  if (near.empty()) throw error;
  throw std::move(error).fix(text("did you mean \"{}\"?", "是否想写“{}”？", near));
}

}  // namespace ingot
