#include "data/idx_folder.h"

#include "base/sha256.h"
#include "data/idx.h"
#include "data/idx_pictures.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// The plain file or the gzipped one.
std::optional<fs::path> find_idx(const fs::path& folder, const std::string& name) {
  for (const char* ending : {"", ".gz"})
    if (fs::exists(folder / (name + ending))) return folder / (name + ending);
  return std::nullopt;
}

// `part` as in MNIST's names of files: train, valid, t10k.
std::optional<fs::path> find_images(const fs::path& folder, const std::string& part) {
  return find_idx(folder, part + "-images-idx3-ubyte");
}

// More than 256 classes need labels of four bytes.
std::optional<fs::path> find_labels(const fs::path& folder, const std::string& part) {
  const auto bytes = find_idx(folder, part + "-labels-idx1-ubyte");
  return bytes ? bytes : find_idx(folder, part + "-labels-idx1-int");
}

constexpr std::int64_t kMostClasses = 1 << 20;

std::vector<std::int64_t> read_labels(const fs::path& file) {
  const Tensor indices = read_idx(file);
  std::vector<std::int64_t> labels;
  labels.reserve(static_cast<std::size_t>(indices.num_elements()));
  const auto take = [&](auto values) { labels.assign(values.begin(), values.end()); };
  if (indices.dtype() == u8)
    take(indices.data<std::uint8_t>());
  else
    take(indices.data<std::int32_t>());
  for (const std::int64_t label : labels)
    if (label < 0 || label >= kMostClasses)
      throw Error("bad_idx", text("{} holds the label {}", "{} 中有标签 {}", file.string(), label))
          .expected(text("0 to {}", "0 到 {}", kMostClasses - 1));
  return labels;
}

Pictures read_part(const fs::path& images, const fs::path& labels) {
  Pictures part = read_idx_pictures(images);
  part.labels = read_labels(labels);
  if (static_cast<std::int64_t>(part.labels.size()) != part.size())
    throw Error("bad_idx", text("{} holds {} pictures, but {} holds {} labels",
                                "{} 有 {} 张图片, 而 {} 有 {} 个标签", images.string(), part.size(),
                                labels.string(), part.labels.size()))
        .fix(text("use the label file that belongs to these pictures",
                  "请使用与这些图片对应的标签文件"));
  return part;
}

std::string hash_of(const std::vector<fs::path>& files) {
  std::string all;
  for (const fs::path& f : files) all += sha256_of_file(f);
  return sha256(all);
}

}  // namespace

bool is_idx_folder(const fs::path& folder) {
  return find_images(folder, "train") || find_images(folder, "t10k");
}

Dataset open_idx_folder(const fs::path& folder) {
  const auto images = find_images(folder, "train"), labels = find_labels(folder, "train");
  if (!images || !labels)
    throw Error("unknown_data",
                text("{} holds no data that can be read", "{} 中没有可读取的数据", folder.string()))
        .expected(text("train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or .gz",
                       "train-images-idx3-ubyte 与 train-labels-idx1-ubyte, 可为 .gz"));
  Dataset data{
      (folder / "").parent_path().filename().string(), {}, read_part(*images, *labels), {}, {}};
  std::vector<fs::path> files{*images, *labels};
  const auto read_if_there = [&](const char* name, std::optional<Pictures>& part) {
    const auto part_images = find_images(folder, name), part_labels = find_labels(folder, name);
    if (!part_images || !part_labels) return;
    part = read_part(*part_images, *part_labels);
    files.insert(files.end(), {*part_images, *part_labels});
  };
  read_if_there("t10k", data.test);
  read_if_there("valid", data.valid);
  std::int64_t classes = 0;
  for (std::int64_t label : data.train.labels) classes = std::max(classes, label + 1);
  for (std::int64_t c = 0; c < classes; ++c) data.class_names.push_back(std::to_string(c));
  const auto require_known = [&](const std::optional<Pictures>& part, const Text& name) {
    if (!part) return;
    for (std::int64_t label : part->labels)
      if (label >= classes)
        throw Error("bad_idx", text("the {0} part has label {2}, the training part only 0 to {3}",
                                    "{1}部分有标签 {2}, 而训练部分只有 0 到 {3}", name.en, name.zh,
                                    label, classes - 1));
  };
  require_known(data.test, {"test", "测试"});
  require_known(data.valid, {"validation", "验证"});
  data.sha256 = hash_of(files);
  return data;
}

Pictures read_idx_test_part(const fs::path& folder) {
  const auto images = find_images(folder, "t10k"), labels = find_labels(folder, "t10k");
  if (!images) return open_idx_folder(folder).train;
  if (labels) return read_part(*images, *labels);
  return read_idx_pictures(*images);
}

Pictures read_idx_pictures(const fs::path& file) { return {open_idx_pictures(file)}; }

}  // namespace ingot
