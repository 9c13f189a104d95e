// From what the user names to a data set.
#include <cerrno>

#include "base/files.h"
#include "data/class_folder.h"
#include "data/idx_folder.h"
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
  if (fs::is_regular_file(source) && is_pixel_table(source))
    return fitted(open_pixel_table(source), options);
  throw unknown_data(source, text("a folder of IDX files, a folder with one sub-folder of pictures "
                                  "for each class, or sample:NAME",
                                  "IDX 文件所在的文件夹, 每个类别一个图片子文件夹的文件夹, "
                                  "或 sample:NAME"));
}

}  // namespace ingot
