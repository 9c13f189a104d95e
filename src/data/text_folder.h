// Folders of texts with their classes.
#pragma once

#include <filesystem>
#include <optional>

#include "data/table_files.h"

namespace ingot {

/// Whether `folder` has sub-folders of .txt files, one for each class (each file one text), also
/// below `train` and `valid`, or text files, one for each class (each line one text), that differ
/// in their stem (pos.txt, neg.txt) or in their ending (reviews.pos, reviews.neg).
[[nodiscard]] bool is_text_folder(const std::filesystem::path& folder);

/// The folder `test` beside `train`, where it has texts of classes.
[[nodiscard]] std::optional<std::filesystem::path> test_part_of_texts(
    const std::filesystem::path& folder);

/// Whether it is a file whose name ends in .txt.
[[nodiscard]] bool is_text_file(const std::filesystem::path& file);

/// All of them in `folder` and below, in the order of their paths.
[[nodiscard]] std::vector<std::filesystem::path> text_files_below(
    const std::filesystem::path& folder);

/// The column of the classes.
inline constexpr const char* kTextFolderLabel = "label";

/// Columns `text` and `label`; classes and files in byte order. Blank lines are left out.
///
/// errors    unknown_data where it is no such folder; bad_table, unknown_encoding
[[nodiscard]] TablePointer open_text_folder(const std::filesystem::path& folder,
                                            const TableOptions& options);

}  // namespace ingot
