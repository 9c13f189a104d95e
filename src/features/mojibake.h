// Texts that went through the wrong encoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ingot {

/// What `text` was before its UTF-8 was read as Latin-1 or Windows-1252; nothing where that cannot
/// have happened: "ZÃ¼rich" was "Zürich".
[[nodiscard]] std::optional<std::string> before_latin1(std::string_view text);
/// Whether it has characters that stand for what could not be read, or entities of HTML.
[[nodiscard]] bool has_broken_characters(std::string_view text);

}  // namespace ingot
