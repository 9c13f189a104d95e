// From what the user names to a data set.
#include <cerrno>
#include <set>

#include "base/files.h"
#include "base/sha256.h"
#include "data/class_folder.h"
#include "data/file_dataset.h"
#include "data/idx_folder.h"
#include "data/picture_arrays.h"
#include "data/picture_table.h"
#include "data/pixel_table.h"
#include "data/resize.h"
#include "data/samples.h"
#include "data/sources.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

Dataset fitted(Dataset data, const DataOptions& options) {
  Shape row = data.train.row();
  if (options.row)
    row = *options.row;
  else if (options.picture_size > 0)
    row = with_longer_side(row, options.picture_size);
  data.train = fitted(std::move(data.train), row);
  if (data.valid) data.valid = fitted(std::move(*data.valid), row);
  if (data.test) data.test = fitted(std::move(*data.test), row);
  return data;
}

Dataset open_picture_arrays(const fs::path& file) {
  PictureArrays arrays = read_picture_arrays(file);
  if (arrays.class_names.size() < 2)
    throw unknown_data(file.string(),
                       text("arrays of pictures and labels of at least 2 classes, such "
                            "as x_train and y_train",
                            "图片与至少 2 个类别的标签数组, 如 x_train 与 y_train"));
  Dataset data;
  data.name = file.stem().string();
  data.class_names = std::move(arrays.class_names);
  data.train = std::move(arrays.train);
  data.valid = std::move(arrays.valid);
  data.test = std::move(arrays.test);
  data.sha256 = sha256_of_file(file);
  return data;
}

// The classes that the table names, in byte order, or those that are known.
std::vector<std::string> classes_of(const PictureTable& table, const fs::path& csv,
                                    const std::vector<std::string>& known) {
  std::set<std::string> named;
  for (const auto& labels : table.labels) named.insert(labels.begin(), labels.end());
  if (known.empty()) return {named.begin(), named.end()};
  for (const std::string& name : named)
    if (std::ranges::find(known, name) == known.end())
      throw Error("other_classes", text("{} has the class \"{}\", which is not known",
                                        "{} 中有未知的类别“{}”", csv.string(), name))
          .expected(text("one of {}", "{} 之一", fmt::join(known, ", ")));
  return known;
}

Dataset open_picture_table(const fs::path& csv, const DataOptions& options) {
  PictureTable table =
      read_picture_table(csv, {.column = options.column, .label_sets = options.label_sets});
  FileDataset files;
  files.is_multi_label = table.is_multi_label;
  files.name = csv.stem().string();
  files.table_sha256 = sha256_of_file(csv);
  files.class_names = classes_of(table, csv, options.class_names);
  if (table.labels.empty() || files.class_names.size() < 2)
    throw unknown_data(csv.string(),
                       text("a table of picture paths and labels of at least 2 classes",
                            "图片路径与至少 2 个类别标签的表格"));
  for (FilePart* part : {&files.train, &files.valid, &files.test})
    part->files.folder = csv.parent_path();
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    const DataPart which = table.parts.empty() ? DataPart::train : table.parts[i];
    FilePart& part = which == DataPart::train   ? files.train
                     : which == DataPart::valid ? files.valid
                                                : files.test;
    std::vector<std::int64_t> classes;
    for (const std::string& label : table.labels[i])
      classes.push_back(std::ranges::find(files.class_names, label) - files.class_names.begin());
    part.files.names.push_back(std::move(table.names[i]));
    if (table.is_multi_label)
      part.label_sets.push_back(std::move(classes));
    else
      part.labels.push_back(classes.front());
    if (!table.column.empty()) part.column.push_back(std::move(table.column[i]));
  }
  return open_files(std::move(files), options);
}

void require_one_class_each(const std::string& source, const DataOptions& options) {
  if (!options.label_sets) return;
  throw Error("unknown_data",
              text("{} has one class for each picture", "{} 中每张图片只有一个类别", source))
      .expected(text("a CSV file of path,label, several labels as cat|dog",
                     "path,label 的 CSV 文件, 多个标签写作 cat|dog"));
}

void require_no_column(const std::string& source, const DataOptions& options) {
  if (options.column.empty()) return;
  throw Error("unknown_column", text("{} has no column \"{}\": it has no columns at all",
                                     "{} 没有列“{}”: 其中没有任何列", source, options.column))
      .expected(text("a CSV file of path,label and further columns",
                     "含 path,label 及其他列的 CSV 文件"));
}

}  // namespace

bool is_picture_table(const fs::path& file) {
  return file.extension() == ".csv" && fs::is_regular_file(file) && !is_pixel_table(file);
}

std::optional<std::string> sample_name(const std::string& source) {
  constexpr std::string_view kSample = "sample:";
  if (!source.starts_with(kSample)) return std::nullopt;
  return source.substr(kSample.size());
}

Pictures fitted(Pictures pictures, const Shape& row) {
  if (pictures.row() != row)
    pictures.source = pictures_in_memory(fit_pictures(pictures.pixels(), row));
  return pictures;
}

Error unknown_data(const std::string& source, const Text& expected) {
  Text what = text("{} is a file of another kind", "{} 是其他类型的文件", source);
  if (fs::is_directory(source))
    what = text("{} holds no data that can be read", "{} 中没有可读取的数据", source);
  return Error("unknown_data", std::move(what)).expected(expected);
}

Dataset open_dataset(const std::string& source, const DataOptions& options) {
  if (is_picture_table(source)) return open_picture_table(source, options);
  require_no_column(source, options);
  require_one_class_each(source, options);
  if (const auto name = sample_name(source)) {
    const SampleDef& sample = find_sample(*name);
    Dataset data = open_idx_folder(sample.folder(options));
    data.name = sample.name;
    data.class_names = sample.class_names;
    return fitted(std::move(data), options);
  }
  if (!fs::exists(source)) throw file_error(ENOENT, source);
  if (is_idx_folder(source)) return fitted(open_idx_folder(source), options);
  if (is_class_folder(source)) return open_class_folder(source, options);
  if (fs::is_regular_file(source)) {
    if (fs::path(source).extension() == ".npz") return fitted(open_picture_arrays(source), options);
    if (is_pixel_table(source)) return fitted(open_pixel_table(source), options);
  }
  throw unknown_data(source, text("a folder with one sub-folder of pictures for each class, a CSV "
                                  "file of path,label or of pixels, a .npz file, a folder of IDX "
                                  "files, or sample:NAME",
                                  "每个类别一个图片子文件夹的文件夹, path,label 或像素的 CSV 文件, "
                                  ".npz 文件, IDX 文件所在的文件夹, 或 sample:NAME"));
}

}  // namespace ingot
