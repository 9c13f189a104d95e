// Folders with one sub-folder of pictures per class.
#pragma once

#include "data/file_dataset.h"

namespace ingot {

/// Whether `folder`, or a folder `train` in it, has sub-folders with pictures.
[[nodiscard]] bool is_class_folder(const std::filesystem::path& folder);

/// The folder of the part `name`: "train", "test" or "valid" (also "val",
/// "validation"), in upper or lower case.
[[nodiscard]] std::optional<std::filesystem::path> part_folder(const std::filesystem::path& folder,
                                                               std::string_view name);

/// The files of each part, those in folders below a class's with it. Classes as `known` has them,
/// or in byte order of their names. Pictures of kinds that are not read are listed, too, so that
/// they are reported.
///
/// errors    unknown_data (fewer than 2 classes), unknown_class (not known, or in a part but not to
///           train on), bad_name (a class whose name is no UTF-8), file_unreadable
[[nodiscard]] FileDataset list_class_folder(const std::filesystem::path& folder,
                                            const std::vector<std::string>& known);

}  // namespace ingot
