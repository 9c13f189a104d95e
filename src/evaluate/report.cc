#include "evaluate/report.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "evaluate/page_budget.h"
#include "evaluate/page_data.h"
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

/// Pictures hold nothing that is escaped, so what remains for them is what the rest leaves over.
std::string dump_within(nlohmann::json& data, std::size_t max_bytes) {
  std::string whole = json_for_page(data);
  if (whole.size() <= max_bytes) return whole;
  const std::size_t rest = whole.size() - picture_bytes(data);
  limit_pictures(data, max_bytes - std::min(rest, max_bytes));
  return json_for_page(data);
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
  return fill_page(page, kPlaceholder, json);
}

}  // namespace ingot
