// From what the user names to pictures that are to be predicted.
#include <glob.h>

#include <algorithm>
#include <cerrno>

#include "base/files.h"
#include "data/class_folder.h"
#include "data/file_pictures.h"
#include "data/idx_folder.h"
#include "data/picture_arrays.h"
#include "data/picture_list.h"
#include "data/picture_table.h"
#include "data/pixel_table.h"
#include "data/samples.h"
#include "data/sources.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> expand_glob(const std::string& pattern) {
  glob_t found{};
  const int failed = ::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<fs::path> files;
  if (failed == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i) files.emplace_back(found.gl_pathv[i]);
  ::globfree(&found);
  std::sort(files.begin(), files.end());
  return files;
}

bool looks_like_idx(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.ends_with("-ubyte") || name.ends_with("-ubyte.gz");
}

Pictures opened(PictureFiles list, const Shape& row, const DataOptions& options) {
  UnreadPictures* unread = list.names.size() > 1 ? options.unread : nullptr;
  return {open_picture_files(std::move(list), row, options.num_threads, options.fit, unread)};
}

Pictures read_files(const std::vector<fs::path>& files, const fs::path& folder, const Shape& row,
                    const DataOptions& options) {
  PictureFiles list{folder, {}};
  for (const fs::path& file : files)
    list.names.push_back(folder.empty() ? file.string()
                                        : file.lexically_relative(folder).generic_string());
  return opened(std::move(list), row, options);
}

// Of a table its test part, or all its pictures where there is none.
Pictures read_table(const fs::path& csv, const Shape& row, const DataOptions& options) {
  const PictureTable table = read_picture_table(csv, {.label_sets = true});
  const bool has_test = std::ranges::find(table.parts, DataPart::test) != table.parts.end();
  PictureFiles list{csv.parent_path(), {}};
  for (std::size_t i = 0; i < table.names.size(); ++i)
    if (!has_test || table.parts[i] == DataPart::test) list.names.push_back(table.names[i]);
  return opened(std::move(list), row, options);
}

Error no_pictures(const std::string& source) {
  return unknown_data(source, text("a PNG or JPEG file, a folder or a glob of them, a CSV file "
                                   "that names them, IDX files, or sample:NAME",
                                   "PNG 或 JPEG 文件, 其文件夹或通配符, 列出图片的 CSV 文件, IDX "
                                   "文件, 或 sample:NAME"));
}

}  // namespace

Pictures read_pictures(const std::string& source, const Shape& row, const DataOptions& options) {
  if (const auto name = sample_name(source))
    return fitted(read_idx_test_part(find_sample(*name).folder(options)), row, options.fit);
  if (!fs::exists(source)) {
    const std::vector<fs::path> files = expand_glob(source);
    if (files.empty()) throw file_error(ENOENT, source);
    return read_files(files, {}, row, options);
  }
  if (!fs::is_directory(source)) {
    if (is_picture_table(source)) return read_table(source, row, options);
    if (has_ending(source, ".npz")) {
      PictureArrays arrays = read_picture_arrays(source);
      return fitted(arrays.test ? std::move(*arrays.test) : std::move(arrays.train), row,
                    options.fit);
    }
    if (is_pixel_table(source)) return fitted(open_pixel_table(source).train, row, options.fit);
    if (looks_like_idx(source)) return fitted(read_idx_pictures(source), row, options.fit);
    return read_files({fs::path(source)}, {}, row, options);
  }
  if (is_idx_folder(source)) return fitted(read_idx_test_part(source), row, options.fit);
  std::optional<fs::path> part;
  if (part_folder(source, "train")) part = part_folder(source, "test");
  const std::vector<fs::path> files = pictures_below(part.value_or(source));
  if (files.empty()) throw no_pictures(source);
  return read_files(files, source, row, options);
}

}  // namespace ingot
