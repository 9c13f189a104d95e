#include "tasks/decisions.h"

#include "evaluate/report.h"

namespace ingot {

using nlohmann::json;

std::string some_names(const std::vector<std::string>& names, std::string_view between) {
  constexpr std::size_t kShown = 6;
  std::vector<std::string> first = names;
  if (names.size() > kShown) {
    first.resize(kShown);
    first.emplace_back("...");
  }
  return fmt::format("{}", fmt::join(first, between));
}

void tell(Progress& progress, const std::vector<Decision>& decisions) {
  for (const Decision& d : decisions)
    progress.note({fmt::format("{}: {} ({})", d.what.en, d.choice.en, d.why.en),
                   fmt::format("{}: {} ({})", d.what.zh, d.choice.zh, d.why.zh)});
}

json to_json(const std::vector<Decision>& decisions) {
  json list = json::array();
  for (const Decision& d : decisions)
    list.push_back(
        {{"what", to_json(d.what)}, {"choice", to_json(d.choice)}, {"why", to_json(d.why)}});
  return list;
}

std::vector<Decision> decisions_from_json(const json& list) {
  const auto text_of = [](const json& t) {
    return Text{t.at("en").get<std::string>(), t.at("zh").get<std::string>()};
  };
  std::vector<Decision> decisions;
  for (const json& d : list)
    decisions.push_back({text_of(d.at("what")), text_of(d.at("choice")), text_of(d.at("why"))});
  return decisions;
}

}  // namespace ingot
