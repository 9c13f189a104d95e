#include "data/class_folder.h"

#include "base/lower_case.h"
#include "base/near_name.h"
#include "base/utf8.h"
#include "data/picture_list.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

bool has_classes(const fs::path& folder) {
  const std::vector<fs::path> folders = folders_in(folder);
  return std::any_of(folders.begin(), folders.end(),
                     [](const fs::path& sub) { return !pictures_in(sub).empty(); });
}

Error unknown_class(const fs::path& part, const std::string& name,
                    const std::vector<std::string>& known) {
  const std::string near = near_name(name, known);
  Error error =
      Error("unknown_class", text("{} has the class \"{}\", which was not trained on",
                                  "{} 中有类别 \"{}\", 而训练数据中没有", part.string(), name))
          .expected(text("one of {}", "{} 之一", fmt::join(known, ", ")));
  if (near.empty())
    return std::move(error).fix(text("move its pictures away", "请移走该类别的图片"));
  return std::move(error).fix(text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

void require_utf8(const fs::path& part, const std::string& name) {
  if (is_utf8(name)) return;
  throw Error("bad_name", text("the name of the class {} in {} is not UTF-8",
                               "{1} 中类别 {0} 的名称不是 UTF-8", mended_utf8(name), part.string()))
      .fix(text("rename the folder, such as with: convmv -f GB18030 -t UTF-8 -r --notest {}",
                "请重命名文件夹, 例如: convmv -f GB18030 -t UTF-8 -r --notest {}", part.string()));
}

enum class Classes { learned, known };

// The files of one part, named from `root`. Classes that `names` lacks are added to it, or refused.
FilePart list_part(const fs::path& root, const fs::path& part, std::vector<std::string>& names,
                   Classes classes) {
  FilePart list;
  list.files.folder = root;
  for (const fs::path& sub : folders_in(part)) {
    const std::vector<fs::path> files = all_pictures_below(sub);
    if (files.empty()) continue;
    const std::string name = sub.filename().string();
    require_utf8(part, name);
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      if (classes == Classes::known) throw unknown_class(part, name, names);
      found = names.insert(names.end(), name);
    }
    for (const fs::path& file : files)
      list.files.names.push_back(file.lexically_relative(root).generic_string());
    list.labels.resize(list.files.names.size(), found - names.begin());
  }
  return list;
}

}  // namespace

std::optional<fs::path> part_folder(const fs::path& folder, std::string_view name) {
  std::vector<std::string_view> names{name};
  if (name == "valid") names = {"valid", "val", "validation"};
  for (const fs::path& sub : folders_in(folder))
    if (std::ranges::find(names, in_lower_case(sub.filename().string())) != names.end() &&
        has_classes(sub))
      return sub;
  return std::nullopt;
}

bool is_class_folder(const fs::path& folder) {
  return fs::is_directory(folder) && (part_folder(folder, "train") || has_classes(folder));
}

FileDataset list_class_folder(const fs::path& folder, const std::vector<std::string>& known) {
  FileDataset files;
  files.name = (folder / "").parent_path().filename().string();
  files.class_names = known;
  std::vector<std::string>& classes = files.class_names;
  const std::optional<fs::path> train_folder = part_folder(folder, "train");
  files.train = list_part(folder, train_folder.value_or(folder), classes,
                          known.empty() ? Classes::learned : Classes::known);
  if (classes.size() < 2)
    throw Error("unknown_data",
                text("{} has pictures of one class only, \"{}\"", "{} 中只有一个类别 \"{}\" 的图片",
                     folder.string(), classes.at(0)))
        .expected(text("one sub-folder for each of at least 2 classes",
                       "至少 2 个类别, 每个类别一个子文件夹"));
  if (train_folder) {
    if (const auto part = part_folder(folder, "valid"))
      files.valid = list_part(folder, *part, classes, Classes::known);
    if (const auto part = part_folder(folder, "test"))
      files.test = list_part(folder, *part, classes, Classes::known);
  }
  return files;
}

}  // namespace ingot
