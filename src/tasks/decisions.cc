#include "tasks/decisions.h"

#include "evaluate/report.h"

namespace ingot {

using nlohmann::json;

std::string some_names(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 6;
  const std::vector<std::string> first(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, names.size())));
  return fmt::format("{}{}", fmt::join(first, ", "), names.size() > kShown ? ", ..." : "");
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
