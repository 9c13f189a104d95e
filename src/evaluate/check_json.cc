#include "evaluate/check_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ingot {

using nlohmann::json;

json findings_to_json(const std::vector<TableFinding>& findings) {
  json list = json::array();
  for (const TableFinding& f : findings) {
    json& written = list.emplace_back(json{{"kind", f.kind}, {"columns", f.columns}});
    if (!f.value.empty()) written["value"] = f.value;
    if (!f.text.empty()) written["text"] = {{"en", f.text.en}, {"zh", f.text.zh}};
  }
  return list;
}

std::string in_short(const std::vector<TableFinding>& findings) {
  std::string all;
  for (const TableFinding& f : findings) {
    if (!all.empty()) all += "; ";
    all += fmt::format("{}:{}", f.kind, fmt::join(f.columns, "+"));
    if (!f.value.empty()) all += "=" + f.value;
  }
  return all;
}

json count_verdicts(const std::vector<RowCheck>& rows) {
  json counts = json::object();
  for (const Verdict verdict : {Verdict::ok, Verdict::flagged, Verdict::refused})
    counts[std::string(to_string(verdict))] = std::ranges::count(rows, verdict, &RowCheck::verdict);
  return counts;
}

}  // namespace ingot
