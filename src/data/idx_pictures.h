// The pictures in one IDX file.
#pragma once

#include <filesystem>

#include "ingot/data.h"

namespace ingot {

/// Up to 64 MiB of pixels, and what a gzipped file holds, are kept in memory; rows of a larger
/// plain file are read when they are asked for.
///
/// errors    file_missing, bad_idx
[[nodiscard]] std::shared_ptr<const PictureSource> open_idx_pictures(
    const std::filesystem::path& file);

}  // namespace ingot
