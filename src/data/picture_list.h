// The picture files in folders.
#pragma once

#include <filesystem>
#include <vector>

namespace ingot {

/// The picture files in `folder` itself, in byte order of their names; hidden ones are not looked
/// at.
[[nodiscard]] std::vector<std::filesystem::path> pictures_in(const std::filesystem::path& folder);
/// The sub-folders of `folder`, in byte order of their names, without hidden ones.
[[nodiscard]] std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);
/// The picture files in `folder` and all folders below it, then those whose names promise pictures
/// of a kind that is not read: GIF, TIFF, HEIC and others.
[[nodiscard]] std::vector<std::filesystem::path> all_pictures_below(
    const std::filesystem::path& folder);
/// The picture files in `folder` and all folders below it.
[[nodiscard]] std::vector<std::filesystem::path> pictures_below(
    const std::filesystem::path& folder);

}  // namespace ingot
