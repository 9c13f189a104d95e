// A data set whose pictures are files: from their names to a Dataset.
#pragma once

#include "data/file_pictures.h"

namespace ingot {

/// The files of one part and the class of each.
struct FilePart {
  PictureFiles files;
  std::vector<std::int64_t> labels;
};

struct FileDataset {
  std::string name;
  std::vector<std::string> class_names;
  FilePart train, valid, test;  ///< a part without files is none
};

/// Looks into every file once. Those that hold no picture are skipped and listed; the others are
/// brought to one shape. Up to 50,000 pictures are compared with one another; of more, only files
/// with the same bytes count as duplicates.
///
/// errors    too_many_bad, file_unreadable
/// cost      one decoding of each file; for each picture about 1 KB while they are compared
[[nodiscard]] Dataset open_files(FileDataset files, const DataOptions& options);

}  // namespace ingot
