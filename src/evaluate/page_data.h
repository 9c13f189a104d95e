// Data inside of a page of studio/.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace ingot {

/// JSON that can stand inside a script element: nothing in it can end the element or open a
/// comment, and no line ends in it that JavaScript knows and JSON does not. Text that is not UTF-8
/// is mended.
[[nodiscard]] std::string json_for_page(const nlohmann::json& data);

/// `page` with `json` in the one place that holds `placeholder`.
[[nodiscard]] std::string fill_page(std::string_view page, std::string_view placeholder,
                                    const std::string& json);

}  // namespace ingot
