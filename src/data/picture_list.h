// Many picture files as rows of one tensor.
#pragma once

#include <filesystem>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// The picture files in `folder` itself, in byte order of their names; hidden ones are not looked
/// at.
[[nodiscard]] std::vector<std::filesystem::path> pictures_in(const std::filesystem::path& folder);
/// The sub-folders of `folder`, in byte order of their names, without hidden ones.
[[nodiscard]] std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);
/// The picture files in `folder` and all folders below it.
[[nodiscard]] std::vector<std::filesystem::path> pictures_below(
    const std::filesystem::path& folder);

/// Reads the files and brings each to the shape `row`, (channels, height, width).
///
/// returns   u8 (files, channels, height, width)
/// errors    file_missing, file_unreadable, bad_picture
[[nodiscard]] Tensor read_rows(const std::vector<std::filesystem::path>& files, const Shape& row);

}  // namespace ingot
