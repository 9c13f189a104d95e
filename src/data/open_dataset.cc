// From what the user names to a data set.
#include <cerrno>
#include <set>

#include "base/files.h"
#include "base/lower_case.h"
#include "base/progress.h"
#include "base/sha256.h"
#include "data/class_folder.h"
#include "data/file_dataset.h"
#include "data/idx_folder.h"
#include "data/picture_arrays.h"
#include "data/picture_table.h"
#include "data/pixel_table.h"
#include "data/repeated_pictures.h"
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
  data.train = fitted(std::move(data.train), row, options.fit);
  if (data.valid) data.valid = fitted(std::move(*data.valid), row, options.fit);
  if (data.test) data.test = fitted(std::move(*data.test), row, options.fit);
  return data;
}

// A part without labels, as competitions give it, is left out.
void require_labels(std::optional<Pictures>& part, const char* name, const fs::path& file,
                    const DataOptions& options) {
  if (!part || !part->labels.empty()) return;
  part.reset();
  if (options.progress)
    options.progress->note(text("{}: the {} part has no labels and is left out",
                                "{}: {} 部分没有标签, 不予使用", file.string(), name));
}

Dataset open_picture_arrays(const fs::path& file, const DataOptions& options) {
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
  require_labels(data.valid, "valid", file, options);
  require_labels(data.test, "test", file, options);
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

FileDataset list_picture_table(const fs::path& csv, const DataOptions& options) {
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
  return files;
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

// The files of a folder of classes or of a table that names them; nothing for other sources.
std::optional<FileDataset> list_files(const std::string& source, const DataOptions& options) {
  if (is_picture_table(source)) return list_picture_table(source, options);
  require_no_column(source, options);
  require_one_class_each(source, options);
  if (sample_name(source) || !fs::exists(source) || is_idx_folder(source)) return std::nullopt;
  if (is_class_folder(source)) return list_class_folder(source, options.class_names);
  return std::nullopt;
}

// With the classes that are known, in their order; arrays may lack some.
Dataset with_known_classes(Dataset data, const std::vector<std::string>& known) {
  if (known.empty() || data.class_names == known) return data;
  std::vector<std::int64_t> places;
  for (const std::string& name : data.class_names) {
    const auto at = std::ranges::find(known, name);
    if (at == known.end()) return data;  // told where the classes are compared
    places.push_back(at - known.begin());
  }
  for (Pictures* part :
       {&data.train, data.valid ? &*data.valid : nullptr, data.test ? &*data.test : nullptr})
    if (part != nullptr)
      for (std::int64_t& label : part->labels) label = places[static_cast<std::size_t>(label)];
  data.class_names = known;
  return data;
}

Dataset open_arrays(const std::string& source, const DataOptions& options) {
  if (const auto name = sample_name(source)) {
    const SampleDef& sample = find_sample(*name);
    Dataset data = open_idx_folder(sample.folder(options));
    data.name = sample.name;
    data.class_names = sample.class_names;
    return fitted(std::move(data), options);
  }
  if (!fs::exists(source)) throw file_error(ENOENT, source);
  if (is_idx_folder(source)) return fitted(open_idx_folder(source), options);
  if (fs::is_regular_file(source)) {
    if (has_ending(source, ".npz")) return fitted(open_picture_arrays(source, options), options);
    if (is_pixel_table(source)) return fitted(open_pixel_table(source), options);
  }
  throw unknown_data(source, text("a folder with one sub-folder of pictures for each class, a CSV "
                                  "file of path,label or of pixels, a .npz file, a folder of IDX "
                                  "files, or sample:NAME",
                                  "每个类别一个图片子文件夹的文件夹, path,label 或像素的 CSV 文件, "
                                  ".npz 文件, IDX 文件所在的文件夹, 或 sample:NAME"));
}

// How the data of `options.test` are read beside those of the training.
DataOptions for_test(const DataOptions& options, std::vector<std::string> classes,
                     bool is_multi_label) {
  DataOptions other = options;
  other.test.clear();
  other.class_names = std::move(classes);
  other.label_sets = is_multi_label;
  return other;
}

// The test part of further files beside these. Both are looked at together, so that a picture that
// is in both is found.
void add_test_files(FileDataset& files, FileDataset others) {
  if (files.is_multi_label != others.is_multi_label)
    throw Error("other_classes",
                text("pictures of {} may have several labels, those of {} have one",
                     "{} 的图片可有多个标签, 而 {} 的只有一个",
                     files.is_multi_label ? files.name : others.name,
                     files.is_multi_label ? others.name : files.name))
        .fix(text("--task image-multi-label reads both as lists of labels",
                  "--task image-multi-label 将两者都按多标签读取"));
  const bool has_test = !others.test.files.names.empty();
  files.test = std::move(has_test ? others.test : others.train);
  files.table_sha256 += others.table_sha256;
}

Dataset with_test(Dataset data, Dataset others) {
  if (others.class_names != data.class_names)
    throw Error(
        "other_classes",
        text("{} has the classes {}; {} has {}", "{} 的类别为 {}; {} 的类别为 {}", others.name,
             fmt::join(others.class_names, ", "), data.name, fmt::join(data.class_names, ", ")))
        .fix(text("test on data of the same classes", "请使用类别相同的测试数据"));
  data.test = std::move(others.test ? *others.test : others.train);
  data.sha256 = sha256(data.sha256 + others.sha256);
  std::ranges::move(others.skipped, std::back_inserter(data.skipped));
  return data;
}

// Its repeats are not looked for where it is no files.
Dataset open_alone(const std::string& source, std::optional<FileDataset> files,
                   const DataOptions& options) {
  if (files) return open_files(std::move(*files), options);
  return with_known_classes(open_arrays(source, options), options.class_names);
}

}  // namespace

bool has_ending(const fs::path& file, std::string_view ending) {
  return in_lower_case(file.extension().string()) == ending;
}

bool is_picture_table(const fs::path& file) {
  return has_ending(file, ".csv") && fs::is_regular_file(file) && !is_pixel_table(file);
}

std::optional<std::string> sample_name(const std::string& source) {
  constexpr std::string_view kSample = "sample:";
  if (!source.starts_with(kSample)) return std::nullopt;
  return source.substr(kSample.size());
}

Pictures fitted(Pictures pictures, const Shape& row, PictureFit fit) {
  if (pictures.row() != row)
    pictures.source = pictures_in_memory(fit_pictures(pictures.pixels(), row, fit));
  return pictures;
}

Error unknown_data(const std::string& source, const Text& expected) {
  Text what = text("{} is a file of another kind", "{} 是其他类型的文件", source);
  if (fs::is_directory(source))
    what = text("{} holds no data that can be read", "{} 中没有可读取的数据", source);
  return Error("unknown_data", std::move(what)).expected(expected);
}

Dataset open_dataset(const std::string& source, const DataOptions& options) {
  std::optional<FileDataset> files = list_files(source, options);
  const auto with_repeats = [&](Dataset data) {
    data.duplicates = repeated_pictures(data, options.num_threads);
    return data;
  };
  if (options.test.empty()) {
    const bool are_files = files.has_value();
    Dataset data = open_alone(source, std::move(files), options);
    return are_files ? data : with_repeats(std::move(data));
  }
  if (files) {
    const DataOptions test = for_test(options, files->class_names, files->is_multi_label);
    if (auto others = list_files(options.test, test)) {
      add_test_files(*files, std::move(*others));
      return open_files(std::move(*files), options);
    }
  }
  Dataset data = files ? open_files(std::move(*files), options) : open_arrays(source, options);
  DataOptions test = for_test(options, data.class_names, data.train.is_multi_label());
  test.row = data.train.row();
  return with_repeats(
      with_test(std::move(data), open_alone(options.test, list_files(options.test, test), test)));
}

}  // namespace ingot
