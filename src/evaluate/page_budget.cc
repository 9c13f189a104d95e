#include "evaluate/page_budget.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::string_view kPicture = "data:image/";

struct PlacedPicture {
  std::size_t place = 0;  ///< in the innermost list
  json* value = nullptr;
};

void collect(json& value, std::size_t place, std::vector<PlacedPicture>& pictures) {
  if (value.is_string()) {
    if (value.get_ref<const std::string&>().starts_with(kPicture))
      pictures.push_back({place, &value});
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], i, pictures);
  } else if (value.is_object()) {
    for (auto& [key, part] : value.items()) collect(part, place, pictures);
  }
}

std::size_t size_of(const json& picture) { return picture.get_ref<const std::string&>().size(); }

}  // namespace

std::size_t picture_bytes(const json& report) {
  if (report.is_string()) {
    const auto& s = report.get_ref<const std::string&>();
    return s.starts_with(kPicture) ? s.size() : 0;
  }
  std::size_t sum = 0;
  if (report.is_structured())
    for (const json& part : report) sum += picture_bytes(part);
  return sum;
}

std::size_t limit_pictures(json& report, std::size_t max_bytes) {
  std::vector<PlacedPicture> pictures;
  collect(report, 0, pictures);
  std::ranges::stable_sort(pictures, {}, &PlacedPicture::place);
  std::size_t used = 0, emptied = 0;
  for (const PlacedPicture& p : pictures) {
    const std::size_t bytes = size_of(*p.value);
    if (used + bytes <= max_bytes) {
      used += bytes;
    } else {
      *p.value = "";
      ++emptied;
    }
  }
  return emptied;
}

}  // namespace ingot
