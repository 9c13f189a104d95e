#include "features/guard_header.h"

#include <algorithm>

#include "base/near_name.h"
#include "features/characters.h"

namespace ingot {
namespace {

/// Letters in lower case and digits alone.
std::string folded(const std::string& name) {
  std::string kept;
  for (const char c : name)
    if (is_word_byte(c) || is_digit(c)) kept += in_lower_case(c);
  return kept;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> shared_names(const std::vector<std::string>& names,
                                      const std::vector<std::string>& others) {
  std::vector<std::string> shared;
  for (const std::string& name : names)
    if (has(others, name)) shared.push_back(name);
  return shared;
}

}  // namespace

HeaderMatch match_header(const std::vector<std::string>& file, const GuardNames& names) {
  HeaderMatch match{file, true, {}};
  for (const std::string& known : names.known) {
    if (has(file, known)) continue;
    std::vector<std::size_t> alike;
    for (std::size_t c = 0; c < file.size(); ++c)
      if (!has(names.known, file[c]) && folded(file[c]) == folded(known)) alike.push_back(c);
    const bool is_alone = std::ranges::count_if(names.known, [&](const std::string& other) {
                            return folded(other) == folded(known);
                          }) == 1;
    if (alike.size() != 1 || !is_alone || folded(known).empty()) continue;
    match.names[alike[0]] = known;
    match.findings.push_back(
        {"renamed",
         {known},
         file[alike[0]],
         text("column \"{1}\" is taken for {0}", "列“{1}”视为 {0}", known, file[alike[0]])});
  }
  for (const std::string& required : names.required) {
    if (has(match.names, required)) continue;
    match.is_whole = false;
    std::vector<std::string> others;
    for (const std::string& name : match.names)
      if (!has(names.known, name)) others.push_back(name);
    const std::string near = near_name(required, others);
    match.findings.push_back({"missing_column",
                              {required},
                              near,
                              near.empty() ? text("there is no column {}", "缺少列 {}", required)
                                           : text("there is no column {}; is {} meant?",
                                                  "缺少列 {}; 是否应为 {}?", required, near)});
  }
  for (const std::string& name : match.names)
    if (!has(names.known, name))
      match.findings.push_back({"extra_column",
                                {name},
                                "",
                                text("column {} is not among those of the training data",
                                     "列 {} 不在训练数据的列中", name)});
  if (shared_names(match.names, names.known) != shared_names(names.known, match.names))
    match.findings.push_back({"order",
                              {},
                              "",
                              text("the columns are in another order than in training; they are "
                                   "taken by their names",
                                   "列的顺序与训练数据不同; 按列名对应")});
  return match;
}

}  // namespace ingot
