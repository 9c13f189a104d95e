#include "data/class_folder.h"

#include <cmath>

#include "base/files.h"
#include "base/near_name.h"
#include "base/sha256.h"
#include "data/picture_file.h"
#include "data/picture_list.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

struct PartFiles {
  std::vector<fs::path> files;
  std::vector<std::int64_t> labels;
};

bool has_classes(const fs::path& folder) {
  const std::vector<fs::path> folders = folders_in(folder);
  return std::any_of(folders.begin(), folders.end(),
                     [](const fs::path& sub) { return !pictures_in(sub).empty(); });
}

Error unknown_class(const fs::path& part, const std::string& name,
                    const std::vector<std::string>& known) {
  const std::string near = near_name(name, known);
  Error error =
      Error("unknown_class", text("{} has the class \"{}\", the training part has not",
                                  "{} 中有类别 \"{}\", 而训练部分没有", part.string(), name))
          .expected(text("one of {}", "{} 之一", fmt::join(known, ", ")));
  if (near.empty())
    return std::move(error).fix(text("move its pictures away", "请移走该类别的图片"));
  return std::move(error).fix(text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

enum class Classes { learned, known };

// The files of one part. Classes that `names` lacks are added to it, or refused.
PartFiles list_part(const fs::path& part, std::vector<std::string>& names, Classes classes) {
  PartFiles list;
  for (const fs::path& sub : folders_in(part)) {
    const std::vector<fs::path> files = pictures_in(sub);
    if (files.empty()) continue;
    const std::string name = sub.filename().string();
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      if (classes == Classes::known) throw unknown_class(part, name, names);
      found = names.insert(names.end(), name);
    }
    list.files.insert(list.files.end(), files.begin(), files.end());
    list.labels.resize(list.files.size(), found - names.begin());
  }
  return list;
}

Shape common_shape(const std::vector<fs::path>& files) {
  constexpr double kLongestSide = 256;
  Shape row;
  for (const fs::path& file : files) {
    const Shape shape = picture_shape(read_file(file), file.string());
    if (row.rank() == 0) row = shape;
    if (shape[0] == 3) row.set(0, 3);
  }
  const auto longest = static_cast<double>(std::max(row[1], row[2]));
  if (longest <= kLongestSide) return row;
  for (const int axis : {1, 2})
    row.set(axis, std::max<std::int64_t>(
                      1, std::llround(static_cast<double>(row[axis]) * kLongestSide / longest)));
  return row;
}

// The names are part of the data: they say the classes.
std::string hash_of(const fs::path& folder, const std::vector<const PartFiles*>& parts) {
  std::string all;
  for (const PartFiles* part : parts)
    for (const fs::path& file : part->files)
      all += file.lexically_relative(folder).generic_string() + '\0' + sha256_of_file(file) + '\n';
  return sha256(all);
}

Pictures read_part(const fs::path& folder, const PartFiles& part, const Shape& row) {
  Pictures pictures{read_rows(part.files, row), part.labels};
  for (const fs::path& file : part.files)
    pictures.names.push_back(file.lexically_relative(folder).generic_string());
  return pictures;
}

}  // namespace

std::optional<fs::path> part_folder(const fs::path& folder, std::string_view name) {
  std::vector<std::string_view> names{name};
  if (name == "valid") names = {"valid", "val", "validation"};
  for (const std::string_view n : names)
    if (fs::is_directory(folder / n) && has_classes(folder / n)) return folder / n;
  return std::nullopt;
}

bool is_class_folder(const fs::path& folder) {
  return fs::is_directory(folder) && (part_folder(folder, "train") || has_classes(folder));
}

Dataset open_class_folder(const fs::path& folder, const Shape* row) {
  Dataset data;
  data.name = (folder / "").parent_path().filename().string();
  const std::optional<fs::path> train_folder = part_folder(folder, "train");
  const PartFiles train =
      list_part(train_folder.value_or(folder), data.class_names, Classes::learned);
  if (data.class_names.size() < 2)
    throw Error("unknown_data",
                text("{} has pictures of one class only, \"{}\"", "{} 中只有一个类别 \"{}\" 的图片",
                     folder.string(), data.class_names.at(0)))
        .expected(text("one sub-folder for each of at least 2 classes",
                       "至少 2 个类别, 每个类别一个子文件夹"));
  PartFiles valid, test;
  if (train_folder) {
    if (const auto part = part_folder(folder, "valid"))
      valid = list_part(*part, data.class_names, Classes::known);
    if (const auto part = part_folder(folder, "test"))
      test = list_part(*part, data.class_names, Classes::known);
  }
  const Shape shape = row != nullptr ? *row : common_shape(train.files);
  data.train = read_part(folder, train, shape);
  if (!valid.files.empty()) data.valid = read_part(folder, valid, shape);
  if (!test.files.empty()) data.test = read_part(folder, test, shape);
  data.sha256 = hash_of(folder, {&train, &valid, &test});
  return data;
}

}  // namespace ingot
