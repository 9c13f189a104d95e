// A table that says what is on which picture.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/data.h"

namespace ingot {

struct PictureTable {
  /// As the table names them, and where they are: below the table's own folder unless absolute.
  std::vector<std::string> names;
  std::vector<std::filesystem::path> files;
  /// The classes on each picture, without repetitions; empty when the table has no labels. One for
  /// each picture, or any number when `is_multi_label`.
  std::vector<std::vector<std::string>> labels;
  bool is_multi_label = false;
  /// One for each picture; empty when the table does not say.
  std::vector<DataPart> parts;
  /// The values of the column that was asked for, one for each picture, without spaces around them.
  std::vector<std::string> column = {};
};

struct PictureTableOptions {
  /// The header of a column whose values are kept; empty: none.
  std::string column = {};
  /// Pictures may have any number of classes, also where each has one.
  bool label_sets = false;
};

/// Reads a CSV file with a row for each picture: its path, its label, perhaps its part.
///
/// Columns are found by their headers: `path file filename file_name image image_path picture
/// name`; `label labels class class_name category target tag tags`; `split part set subset`, each
/// in upper or lower case. A path column with another header is the one whose first value ends like
/// a picture; the label is then the only other column. Without a header, which is when a value of
/// the first line ends like a picture, columns are path, label, part. Further columns are left
/// alone, but for the one that the options name.
///
/// Several classes stand between `|` or `;`. Parts are `train training`, `valid val validation dev`
/// and `test testing`.
///
/// errors    file_missing (also a picture, with its line), bad_csv, bad_table (no column of paths,
///           which column is the label, an empty path or label, an unknown part, a path twice, a
///           label that is not UTF-8), unknown_column
[[nodiscard]] PictureTable read_picture_table(const std::filesystem::path& csv,
                                              const PictureTableOptions& options = {});
/// The same for text in memory; nothing is looked for on the disk.
[[nodiscard]] PictureTable parse_picture_table(std::string_view csv,
                                               const std::filesystem::path& name,
                                               const PictureTableOptions& options = {});

}  // namespace ingot
