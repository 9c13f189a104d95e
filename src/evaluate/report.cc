#include "evaluate/report.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/assert.h"
#include "evaluate/report_template.h"

namespace ingot {
namespace {

/// The template holds it once, where the data belong.
constexpr std::string_view kPlaceholder = "\"__INGOT_REPORT__\"";

void require(const nlohmann::json& object, const char* key, const char* parent) {
  if (object.is_object() && object.contains(key)) return;
  throw Error("bad_report",
              text("a report needs \"{}\" in {}", "报告的 {1} 中缺少“{0}”", key, parent));
}

/// JSON that can stand inside a script element: nothing in it can end the element or open a
/// comment, and no line ends in it that JavaScript knows and JSON does not.
std::string escape_for_script(const std::string& json) {
  std::string escaped;
  escaped.reserve(json.size() + json.size() / 16);
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view rest = std::string_view(json).substr(i);
    if (rest.starts_with("\xe2\x80\xa8") || rest.starts_with("\xe2\x80\xa9")) {
      escaped += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (rest[0] == '<') {
      escaped += "\\u003c";
    } else if (rest[0] == '>') {
      escaped += "\\u003e";
    } else if (rest[0] == '&') {
      escaped += "\\u0026";
    } else {
      escaped += rest[0];
    }
  }
  return escaped;
}

}  // namespace

std::string render_report(const nlohmann::json& report) {
  require(report, "product", "report");
  require(report["product"], "name", "product");
  require(report, "evaluation", "report");
  require(report["evaluation"], "metrics", "evaluation");
  require(report["evaluation"], "rows", "evaluation");

  nlohmann::json data = report;
  data["schema"] = 1;
  for (const char* list : {"baselines", "mistakes"})
    if (!data["evaluation"].contains(list)) data["evaluation"][list] = nlohmann::json::array();
  const std::string json = data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);

  const std::string_view page = report_template();
  const std::size_t place = page.find(kPlaceholder);
  INGOT_ASSERT(place != std::string_view::npos, "the template has no place for the data");
  std::string result(page.substr(0, place));
  result += escape_for_script(json);
  result += page.substr(place + kPlaceholder.size());
  return result;
}

}  // namespace ingot
