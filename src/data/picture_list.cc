#include "data/picture_list.h"

#include <cstring>

#include "base/files.h"
#include "data/picture_file.h"
#include "data/resize.h"

namespace ingot {

namespace fs = std::filesystem;

namespace {
bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }
}  // namespace

std::vector<fs::path> pictures_in(const fs::path& folder) {
  std::vector<fs::path> files = list_folder(folder);
  std::erase_if(files, [](const fs::path& path) {
    return is_hidden(path) || !has_picture_name(path) || !fs::is_regular_file(path);
  });
  return files;
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> folders = list_folder(folder);
  std::erase_if(folders,
                [](const fs::path& path) { return is_hidden(path) || !fs::is_directory(path); });
  return folders;
}

std::vector<fs::path> pictures_below(const fs::path& folder) {
  std::vector<fs::path> files = pictures_in(folder);
  for (const fs::path& sub : folders_in(folder)) {
    if (fs::is_symlink(sub)) continue;  // a link upwards would never end
    const std::vector<fs::path> more = pictures_below(sub);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

Tensor read_rows(const std::vector<fs::path>& files, const Shape& row) {
  Tensor rows(u8, row.inserted(0, static_cast<std::int64_t>(files.size())));
  std::uint8_t* out = rows.mutable_data<std::uint8_t>().data();
  for (const fs::path& file : files) {
    const Tensor picture = fit_pictures(read_picture(file), row);
    std::memcpy(out, picture.raw(), picture.bytes());
    out += picture.bytes();
  }
  return rows;
}

}  // namespace ingot
