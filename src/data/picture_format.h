// What kind of file some bytes are.
#pragma once

#include <filesystem>
#include <string_view>

#include "ingot/error.h"

namespace ingot {

enum class PictureFormat { none, jpeg, png, webp, bmp };

/// "JPEG"; "none"
[[nodiscard]] std::string_view to_string(PictureFormat format);

/// What the content is, from its first bytes; `none` where it is no picture that can be read.
[[nodiscard]] PictureFormat picture_format(std::string_view bytes);

/// What the name promises: .jpg .jpeg .jfif .png .webp .bmp, in upper or lower case.
[[nodiscard]] PictureFormat picture_format_of_name(const std::filesystem::path& name);

/// Whether the name promises one picture format and the content is another: both can be read, for
/// the content decides, but somebody may want to know.
[[nodiscard]] bool is_misnamed(const std::filesystem::path& name, std::string_view bytes);

/// What bytes are that are no picture: "it is an HTML page, ...".
[[nodiscard]] Text what_instead_of_a_picture(std::string_view bytes);

}  // namespace ingot
