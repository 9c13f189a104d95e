// From what the user names to a data set.
#include <cerrno>

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

// The classes in byte order of their names. A row of several classes has the first of them.
Dataset open_picture_table(const fs::path& csv, const DataOptions& options) {
  PictureTable table = read_picture_table(csv);
  if (table.is_multi_label)
    throw Error("multi_label",
                text("{} has pictures of several classes", "{} 中有图片属于多个类别", csv.string()))
        .expected(text("one class for each picture", "每张图片一个类别"))
        .fix(text("keep the most important class of each picture, or build one product for each "
                  "class: has it, has it not",
                  "只保留每张图片最主要的类别, 或为每个类别各构建一个“有/无”产品"));
  FileDataset files;
  files.name = csv.stem().string();
  for (const auto& labels : table.labels)
    if (std::ranges::find(files.class_names, labels.front()) == files.class_names.end())
      files.class_names.push_back(labels.front());
  std::sort(files.class_names.begin(), files.class_names.end());
  if (files.class_names.size() < 2)
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
    const auto found = std::ranges::lower_bound(files.class_names, table.labels[i].front());
    part.files.names.push_back(std::move(table.names[i]));
    part.labels.push_back(found - files.class_names.begin());
  }
  return open_files(std::move(files), options);
}

}  // namespace

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
    if (fs::path(source).extension() == ".csv") return open_picture_table(source, options);
  }
  throw unknown_data(source, text("a folder with one sub-folder of pictures for each class, a CSV "
                                  "file of path,label or of pixels, a .npz file, a folder of IDX "
                                  "files, or sample:NAME",
                                  "每个类别一个图片子文件夹的文件夹, path,label 或像素的 CSV 文件, "
                                  ".npz 文件, IDX 文件所在的文件夹, 或 sample:NAME"));
}

}  // namespace ingot
