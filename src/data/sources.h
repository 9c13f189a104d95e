// What the names of data sources have in common.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ingot/data.h"

namespace ingot {

/// "fashion-mnist" for "sample:fashion-mnist"; nothing when `source` is no sample.
[[nodiscard]] std::optional<std::string> sample_name(const std::string& source);

/// Whether the name ends so, in upper or lower case.
[[nodiscard]] bool has_ending(const std::filesystem::path& file, std::string_view ending);

/// Whether `file` is a CSV file that names pictures; one of pixels does not.
[[nodiscard]] bool is_picture_table(const std::filesystem::path& file);

/// Pictures in memory, brought to the shape `row`, (channels, height, width).
[[nodiscard]] Pictures fitted(Pictures pictures, const Shape& row,
                              PictureFit fit = PictureFit::stretch);

/// `source` is there, but it is not what was expected.
[[nodiscard]] Error unknown_data(const std::string& source, const Text& expected);

}  // namespace ingot
