// Folders of IDX files, with the file names of MNIST.
#pragma once

#include "ingot/data.h"

namespace ingot {

[[nodiscard]] bool is_idx_folder(const std::filesystem::path& folder);

/// errors    unknown_data, bad_idx
[[nodiscard]] Dataset open_idx_folder(const std::filesystem::path& folder);

/// The test part alone, or the training part where there is none; without labels if they are not
/// there. errors: unknown_data, bad_idx
[[nodiscard]] Pictures read_idx_test_part(const std::filesystem::path& folder);

/// The pictures in one file, without labels. errors: file_missing, bad_idx
[[nodiscard]] Pictures read_idx_pictures(const std::filesystem::path& file);

}  // namespace ingot
