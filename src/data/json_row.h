// One JSON object as named cells of text.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ingot/error.h"

namespace ingot {

/// Receives the name and the text of a cell; null is missing.
using JsonCell = std::function<void(const std::string& name, std::optional<std::string_view>)>;

/// The cells of one object: those of an object within it are called `outer.inner`, an array is one
/// cell of JSON text, numbers stay as they are written.
///
/// returns   what is wrong; nothing when all was read
[[nodiscard]] std::optional<Text> read_json_row(std::string_view line, const JsonCell& cell);

}  // namespace ingot
