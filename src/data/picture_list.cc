#include "data/picture_list.h"

#include <algorithm>

#include "base/files.h"
#include "base/lower_case.h"
#include "data/picture_file.h"

namespace ingot {

namespace fs = std::filesystem;

namespace {
bool is_hidden(const fs::path& path) { return path.filename().string().starts_with("."); }

bool has_unread_name(const fs::path& path) {
  constexpr const char* kEndings[] = {".gif", ".tif", ".tiff", ".heic", ".heif", ".avif",
                                      ".svg", ".psd", ".jp2",  ".tga",  ".ico"};
  const std::string ending = in_lower_case(path.extension().string());
  return std::ranges::find(kEndings, ending) != std::end(kEndings);
}

std::vector<fs::path> files_in(const fs::path& folder, bool (*wanted)(const fs::path&)) {
  std::vector<fs::path> files = list_folder(folder);
  std::erase_if(files, [&](const fs::path& path) {
    return is_hidden(path) || !wanted(path) || !fs::is_regular_file(path);
  });
  return files;
}

std::vector<fs::path> files_below(const fs::path& folder, bool (*wanted)(const fs::path&)) {
  std::vector<fs::path> files = files_in(folder, wanted);
  for (const fs::path& sub : folders_in(folder)) {
    if (fs::is_symlink(sub)) continue;  // a link upwards would never end
    const std::vector<fs::path> more = files_below(sub, wanted);
    files.insert(files.end(), more.begin(), more.end());
  }
  return files;
}

}  // namespace

std::vector<fs::path> pictures_in(const fs::path& folder) {
  return files_in(folder, has_picture_name);
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> folders = list_folder(folder);
  std::erase_if(folders,
                [](const fs::path& path) { return is_hidden(path) || !fs::is_directory(path); });
  return folders;
}

std::vector<fs::path> pictures_below(const fs::path& folder) {
  return files_below(folder, has_picture_name);
}

std::vector<fs::path> all_pictures_below(const fs::path& folder) {
  std::vector<fs::path> files = files_below(
      folder, [](const fs::path& path) { return has_picture_name(path) || has_unread_name(path); });
  std::ranges::stable_partition(files, has_picture_name);
  return files;
}

}  // namespace ingot
