// The page without data, built from studio/report.html.
#pragma once

#include <string_view>

namespace ingot {

[[nodiscard]] std::string_view report_template();

}  // namespace ingot
