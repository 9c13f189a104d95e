// Folders with one sub-folder of pictures per class.
#pragma once

#include "ingot/data.h"

namespace ingot {

/// Whether `folder`, or a folder `train` in it, has sub-folders with pictures.
[[nodiscard]] bool is_class_folder(const std::filesystem::path& folder);

/// The folder of the part `name`: "train", "test" or "valid" (also "val", "validation").
[[nodiscard]] std::optional<std::filesystem::path> part_folder(const std::filesystem::path& folder,
                                                               std::string_view name);

/// Classes in byte order of their names. All pictures get the shape `row`; without one, the size of
/// the first training picture, at most 256 pixels along its longer side, and 3 channels if any
/// training picture is coloured.
///
/// errors    unknown_data (fewer than 2 classes), unknown_class (in a part, but not to train on),
///           bad_picture, file_unreadable
[[nodiscard]] Dataset open_class_folder(const std::filesystem::path& folder, const Shape* row);

}  // namespace ingot
