// A data set whose pictures are files: from their names to a Dataset.
#pragma once

#include "data/file_pictures.h"

namespace ingot {

/// The files of one part, the class or the classes of each, and its value of a further column where
/// there is one.
struct FilePart {
  PictureFiles files;
  std::vector<std::int64_t> labels;
  /// Where pictures may have several; then there are no labels.
  std::vector<std::vector<std::int64_t>> label_sets = {};
  std::vector<std::string> column = {};
};

struct FileDataset {
  bool is_multi_label = false;
  std::string name;
  std::vector<std::string> class_names;
  FilePart train, valid, test;  ///< a part without files is none
  /// SHA-256 of what says the classes, where it is not the files' names.
  std::string table_sha256 = {};
};

/// Looks into every file once. Those that hold no picture are skipped and listed; the others are
/// brought to one shape. Up to 50,000 pictures are compared with one another; of more, only files
/// with the same bytes count as duplicates.
///
/// errors    too_many_bad, file_unreadable
/// cost      one decoding of each file; for each picture about 1 KB while they are compared
[[nodiscard]] Dataset open_files(FileDataset files, const DataOptions& options);

}  // namespace ingot
