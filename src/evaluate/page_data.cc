#include "evaluate/page_data.h"

#include <nlohmann/json.hpp>

#include "base/assert.h"

namespace ingot {
namespace {

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

}  // namespace

std::string json_for_page(const nlohmann::json& data) {
  return escape_for_script(data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string fill_page(std::string_view page, std::string_view placeholder,
                      const std::string& json) {
  const std::size_t place = page.find(placeholder);
  INGOT_ASSERT(place != std::string_view::npos, "the template has no place for the data");
  std::string filled(page.substr(0, place));
  filled += json;
  filled += page.substr(place + placeholder.size());
  return filled;
}

}  // namespace ingot
