// Reading a spec against its record: defaults filled in, names and types checked.
#pragma once

#include <span>
#include <string_view>

#include "ingot/spec.h"

namespace ingot {

/// One argument or option of a part: its name, default and one line of doc.
struct OptionDef {
  std::string name;
  SpecValue default_value;
  std::string doc;

  OptionDef(std::string n, SpecValue value, std::string d)
      : name(std::move(n)), default_value(std::move(value)), doc(std::move(d)) {}
  OptionDef(std::string n, const Spec& part, std::string d)
      : OptionDef(std::move(n), SpecValue(std::vector<Spec>{part}), std::move(d)) {}
  OptionDef(std::string n, const Layers& layers, std::string d)
      : OptionDef(std::move(n), SpecValue(std::vector<Spec>(layers.begin(), layers.end())),
                  std::move(d)) {}
};
using OptionDefs = std::vector<OptionDef>;

/// A complete spec: every argument and option of the record has a value of its type.
class SpecView {
 public:
  /// An integer is taken where the record has a number.
  /// errors: unknown_option (with a near name), bad_option (a missing argument, a wrong type)
  SpecView(const Spec& spec, const OptionDefs& arguments, const OptionDefs& options);

  [[nodiscard]] const Spec& spec() const { return spec_; }
  [[nodiscard]] std::int64_t integer(std::string_view name) const {
    return get<std::int64_t>(name);
  }
  [[nodiscard]] double number(std::string_view name) const { return get<double>(name); }
  [[nodiscard]] bool flag(std::string_view name) const { return get<bool>(name); }
  [[nodiscard]] const std::string& string(std::string_view name) const {
    return get<std::string>(name);
  }
  [[nodiscard]] const Ints& integers(std::string_view name) const { return get<Ints>(name); }
  [[nodiscard]] const Numbers& numbers(std::string_view name) const { return get<Numbers>(name); }
  [[nodiscard]] Layers layers(std::string_view name) const;
  [[nodiscard]] Initializer initializer(std::string_view name) const {
    return Initializer(part(name));
  }
  [[nodiscard]] Schedule schedule(std::string_view name) const { return Schedule(part(name)); }

  /// An Error that names the kind and the option. Throws it unless `ok`.
  [[nodiscard]] Error fail(std::string_view option, const Text& what) const;
  void require(bool ok, std::string_view option, const Text& what) const;

 private:
  template <class T>
  [[nodiscard]] const T& get(std::string_view name) const {
    return std::get<T>(spec_.options.find(name)->second);
  }
  [[nodiscard]] const Spec& part(std::string_view name) const {
    return get<std::vector<Spec>>(name).front();
  }

  Spec spec_;
};

/// The record named `kind` of a registry. errors: `code`, with a near name
template <class Record>
[[nodiscard]] const Record& find_record(const std::vector<Record>& registry, std::string_view kind,
                                        const char* code, const Text& what);

/// Throws the error for a kind that no record has.
[[noreturn]] void throw_unknown_kind(std::string_view kind, std::span<const std::string> names,
                                     const char* code, const Text& what);

template <class Record>
const Record& find_record(const std::vector<Record>& registry, std::string_view kind,
                          const char* code, const Text& what) {
  std::vector<std::string> names;
  for (const Record& record : registry) {
    if (record.name == kind) return record;
    names.push_back(record.name);
  }
  throw_unknown_kind(kind, names, code, what);
}

}  // namespace ingot
