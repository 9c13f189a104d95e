// Folders with one sub-folder of pictures per class.
#pragma once

#include "ingot/data.h"

namespace ingot {

/// Whether `folder`, or a folder `train` in it, has sub-folders with pictures.
[[nodiscard]] bool is_class_folder(const std::filesystem::path& folder);

/// The folder of the part `name`: "train", "test" or "valid" (also "val",
/// "validation"), in upper or lower case.
[[nodiscard]] std::optional<std::filesystem::path> part_folder(const std::filesystem::path& folder,
                                                               std::string_view name);

/// Classes in byte order of their names; files that hold no picture are skipped and listed.
///
/// errors    unknown_data (fewer than 2 classes), unknown_class (in a part, but not to train on),
///           too_many_bad, file_unreadable
[[nodiscard]] Dataset open_class_folder(const std::filesystem::path& folder,
                                        const DataOptions& options);

}  // namespace ingot
