#include "data/picture_list.h"

#include "base/files.h"
#include "data/picture_file.h"

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

}  // namespace ingot
