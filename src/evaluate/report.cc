#include "evaluate/report.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/assert.h"
#include "evaluate/page_budget.h"
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
std::string escape_for_script(const std::string& written) {
  std::string escaped;
  escaped.reserve(written.size() + written.size() / 16);
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::string_view rest = std::string_view(written).substr(i);
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

std::string dump(const nlohmann::json& data) {
  return escape_for_script(data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

/// Pictures hold nothing that is escaped, so what remains for them is what the rest leaves over.
std::string dump_within(nlohmann::json& data, std::size_t max_bytes) {
  std::string whole = dump(data);
  if (whole.size() <= max_bytes) return whole;
  const std::size_t rest = whole.size() - picture_bytes(data);
  limit_pictures(data, max_bytes - std::min(rest, max_bytes));
  return dump(data);
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
  const std::string_view page = report_template();
  const std::string json = dump_within(data, kMaxPageBytes - page.size());
  const std::size_t place = page.find(kPlaceholder);
  INGOT_ASSERT(place != std::string_view::npos, "the template has no place for the data");
  std::string result(page.substr(0, place));
  result += json;
  result += page.substr(place + kPlaceholder.size());
  return result;
}

}  // namespace ingot
