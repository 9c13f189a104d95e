#include "evaluate/profile_page.h"

#include <nlohmann/json.hpp>

#include "evaluate/page_data.h"
#include "evaluate/profile_template.h"
#include "ingot/error.h"

namespace ingot {
namespace {

/// The template holds it once, where the data belong.
constexpr std::string_view kPlaceOfProfile = "\"__INGOT_PROFILE__\"";
constexpr std::size_t kShownValues = 12;

}  // namespace

std::string render_profile(const nlohmann::json& profile) {
  for (const char* part : {"name", "notes", "rows", "columns", "relations", "warnings"})
    if (!profile.is_object() || !profile.contains(part))
      throw Error("bad_profile",
                  text("the page of a table needs \"{}\"", "表格页面缺少“{}”", part));
  nlohmann::json data = profile;
  data["schema"] = 1;
  for (nlohmann::json& column : data["columns"])
    for (const char* list : {"values", "order", "missing_marks"})
      if (nlohmann::json& all = column[list]; all.size() > kShownValues)
        all.erase(all.begin() + kShownValues, all.end());
  return fill_page(profile_template(), kPlaceOfProfile, json_for_page(data));
}

}  // namespace ingot
