#include "data/idx_folder.h"

#include "base/sha256.h"
#include "data/idx.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTestImages = "t10k-images-idx3-ubyte";
constexpr const char* kTestLabels = "t10k-labels-idx1-ubyte";

// The plain file or the gzipped one.
std::optional<fs::path> find_idx(const fs::path& folder, const std::string& name) {
  for (const char* ending : {"", ".gz"})
    if (fs::exists(folder / (name + ending))) return folder / (name + ending);
  return std::nullopt;
}

Pictures read_part(const fs::path& images, const fs::path& labels) {
  Pictures part = read_idx_pictures(images);
  const Tensor indices = read_idx(labels);
  if (indices.shape().rank() != 1 || indices.shape()[0] != part.size())
    throw Error("bad_idx", text("{} holds {} pictures, but {} holds {} labels",
                                "{} 有 {} 张图片, 而 {} 有 {} 个标签", images.string(), part.size(),
                                labels.string(), indices.num_elements()))
        .fix(text("use the label file that belongs to these pictures",
                  "请使用与这些图片对应的标签文件"));
  const auto values = indices.data<std::uint8_t>();
  part.labels.assign(values.begin(), values.end());
  return part;
}

std::string hash_of(const std::vector<fs::path>& files) {
  std::string all;
  for (const fs::path& f : files) all += sha256_of_file(f);
  return sha256(all);
}

}  // namespace

bool is_idx_folder(const fs::path& folder) {
  return find_idx(folder, "train-images-idx3-ubyte") || find_idx(folder, kTestImages);
}

Dataset open_idx_folder(const fs::path& folder) {
  const auto images = find_idx(folder, "train-images-idx3-ubyte");
  const auto labels = find_idx(folder, "train-labels-idx1-ubyte");
  if (!images || !labels)
    throw Error("unknown_data",
                text("{} holds no data that can be read", "{} 中没有可读取的数据", folder.string()))
        .expected(text("train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or .gz",
                       "train-images-idx3-ubyte 与 train-labels-idx1-ubyte, 可为 .gz"));
  Dataset data{
      (folder / "").parent_path().filename().string(), {}, read_part(*images, *labels), {}, {}};
  std::vector<fs::path> files{*images, *labels};
  const auto test_images = find_idx(folder, kTestImages);
  const auto test_labels = find_idx(folder, kTestLabels);
  if (test_images && test_labels) {
    data.test = read_part(*test_images, *test_labels);
    files.insert(files.end(), {*test_images, *test_labels});
  }
  std::int64_t classes = 0;
  for (std::int64_t label : data.train.labels) classes = std::max(classes, label + 1);
  for (std::int64_t c = 0; c < classes; ++c) data.class_names.push_back(std::to_string(c));
  if (data.test)
    for (std::int64_t label : data.test->labels)
      if (label >= classes)
        throw Error("bad_idx",
                    text("the test part has label {}, the training part only 0 to {}",
                         "测试部分有标签 {}, 而训练部分只有 0 到 {}", label, classes - 1));
  data.sha256 = hash_of(files);
  return data;
}

Pictures read_idx_test_part(const fs::path& folder) {
  const auto images = find_idx(folder, kTestImages), labels = find_idx(folder, kTestLabels);
  if (!images) return open_idx_folder(folder).train;
  if (labels) return read_part(*images, *labels);
  return read_idx_pictures(*images);
}

Pictures read_idx_pictures(const fs::path& file) {
  const Tensor pixels = read_idx(file);
  const Shape& s = pixels.shape();
  if (s.rank() != 3)
    throw Error("bad_idx",
                text("{} has shape {}, not (rows, height, width)",
                     "{} 的形状为 {}, 而不是 (行, 高, 宽)", file.string(), to_string(s)));
  return {pictures_in_memory(pixels.reshape({s[0], 1, s[1], s[2]}))};
}

}  // namespace ingot
