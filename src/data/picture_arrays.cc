#include "data/picture_arrays.h"

#include <cmath>
#include <set>

#include "base/files.h"
#include "base/lower_case.h"
#include "data/npz.h"

namespace ingot {
namespace {

Error bad_array(const std::string& name, const Text& what) {
  return Error("bad_array", {name + ": " + what.en, name + ": " + what.zh});
}

// The arrays of each part may be called so, in lower case.
struct PartNames {
  const char* pictures;
  const char* labels;
};
constexpr PartNames kTrain[] = {
    {"x_train", "y_train"}, {"train_images", "train_labels"}, {"images", "labels"}, {"x", "y"}};
constexpr PartNames kValid[] = {{"x_valid", "y_valid"},
                                {"x_val", "y_val"},
                                {"valid_images", "valid_labels"},
                                {"val_images", "val_labels"}};
constexpr PartNames kTest[] = {{"x_test", "y_test"}, {"test_images", "test_labels"}};

std::optional<std::string> find_array(const NpzFile& file, std::string_view wanted) {
  for (const std::string& name : file.names())
    if (in_lower_case(name) == wanted) return name;
  return std::nullopt;
}

std::optional<Pictures> read_array_part(const NpzFile& file, std::span<const PartNames> names) {
  for (const PartNames& part : names) {
    const auto pictures = find_array(file, part.pictures), labels = find_array(file, part.labels);
    if (!pictures) continue;
    Pictures read{pictures_in_memory(pictures_of_array(file.read(*pictures), *pictures))};
    if (!labels) return read;
    read.labels = labels_of_array(file.read(*labels), *labels);
    if (static_cast<std::int64_t>(read.labels.size()) != read.size())
      throw bad_array(*labels,
                      text("{} labels for {} pictures in {}", "{0} 个标签, 而 {2} 中有 {1} 张图片",
                           read.labels.size(), read.size(), *pictures));
    return read;
  }
  return std::nullopt;
}

// Labels become indices into `values`, which the training part has.
void index_labels(Pictures& part, const std::vector<std::int64_t>& values,
                  const std::string& name) {
  for (std::int64_t& label : part.labels) {
    const auto at = std::ranges::lower_bound(values, label);
    if (at == values.end() || *at != label)
      throw bad_array(name, text("label {} does not occur in the training part",
                                 "标签 {} 未在训练部分出现", label));
    label = at - values.begin();
  }
}

template <class T>
void scale_to_bytes(std::span<const T> in, std::span<std::uint8_t> out, const std::string& name) {
  constexpr bool is_real = !std::is_integral_v<T> || std::is_same_v<T, bool>;
  constexpr double kMost = is_real ? 1 : 255;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto v = static_cast<double>(in[i]);
    if (!(v >= 0 && v <= kMost))
      throw bad_array(name, text("element {} is {}", "第 {} 个元素为 {}", i, v))
          .expected(text("integers from 0 to 255, or floats from 0 to 1",
                         "0 到 255 的整数, 或 0 到 1 的浮点数"))
          .fix(is_real
                   ? text("x.astype('uint8') where they go to 255, (x - x.min()) / (x.max() - "
                          "x.min()) otherwise",
                          "若取值到 255, 用 x.astype('uint8'); 否则用 (x - x.min()) / (x.max() - "
                          "x.min())")
                   : text("scale them to 0 to 255", "请缩放到 0 到 255"));
    out[i] = static_cast<std::uint8_t>(is_real ? std::floor(v * 255 + 0.5) : v);
  }
}

Tensor as_bytes(const Tensor& array, const std::string& name) {
  if (array.dtype() == u8) return array;
  Tensor bytes(u8, array.shape());
  const std::span<std::uint8_t> out = bytes.mutable_data<std::uint8_t>();
  dispatch(array.dtype(), [&]<class T>() { scale_to_bytes<T>(array.data<T>(), out, name); });
  return bytes;
}

// (n, h, w, c) -> (n, c, h, w)
Tensor channels_second(const Tensor& in) {
  const Shape& s = in.shape();
  Tensor out(u8, {s[0], s[3], s[1], s[2]});
  const std::uint8_t* from = in.data<std::uint8_t>().data();
  std::uint8_t* to = out.mutable_data<std::uint8_t>().data();
  const std::int64_t plane = s[1] * s[2], channels = s[3];
  for (std::int64_t n = 0; n < s[0]; ++n, from += plane * channels)
    for (std::int64_t c = 0; c < channels; ++c)
      for (std::int64_t i = 0; i < plane; ++i) *to++ = from[i * channels + c];
  return out;
}

// Whole numbers of which none is above 1 are black and white, in all parts as in that to train on.
void brighten_ones(PictureArrays& arrays, const std::string& name) {
  const auto is_of_ones = [](const Pictures& part) {
    return std::ranges::max(part.pixels().data<std::uint8_t>()) <= 1;
  };
  if (!is_of_ones(arrays.train)) return;
  for (Pictures* part : {&arrays.train, arrays.valid ? &*arrays.valid : nullptr,
                         arrays.test ? &*arrays.test : nullptr}) {
    if (part == nullptr) continue;
    if (!is_of_ones(*part))
      throw bad_array(name, text("its pixels go to 1 in the training part and further in another",
                                 "训练部分的像素至多为 1, 而另一部分更大"))
          .expected(text("pixels of one scale in all parts", "各部分像素的范围相同"));
    Tensor pixels = part->pixels().clone();
    for (std::uint8_t& pixel : pixels.mutable_data<std::uint8_t>())
      pixel = static_cast<std::uint8_t>(pixel * 255);
    part->source = pictures_in_memory(std::move(pixels));
  }
}

}  // namespace

Tensor pictures_of_array(const Tensor& array, const std::string& name) {
  const Shape& s = array.shape();
  const auto colours = [](std::int64_t c) { return c == 1 || c == 3; };
  const bool last = s.rank() == 4 && colours(s[3]), second = s.rank() == 4 && colours(s[1]);
  if (s.rank() != 3 && last == second)
    throw bad_array(name, last ? text("either axis 1 or axis 3 of {} could be the channels",
                                      "{} 的第 1 轴与第 3 轴都可能是通道", to_string(array.type()))
                               : text("{} is not the shape of pictures", "{} 不是图片的形状",
                                      to_string(array.type())))
        .expected(text("(n, h, w), (n, h, w, c) or (n, c, h, w), 1 or 3 channels",
                       "(n, h, w), (n, h, w, c) 或 (n, c, h, w), 1 或 3 个通道"))
        .fix(text("reshape or transpose the array before it is saved",
                  "保存前请调整数组的形状或转置"));
  if (array.num_elements() == 0)
    throw bad_array(name, text("{} holds no pictures", "{} 中没有图片", to_string(array.type())));
  const Tensor bytes = as_bytes(array, name);
  if (s.rank() == 3) return bytes.reshape({s[0], 1, s[1], s[2]});
  return second ? bytes : channels_second(bytes);
}

std::vector<std::int64_t> labels_of_array(const Tensor& array, const std::string& name) {
  const Shape& s = array.shape();
  std::vector<std::int64_t> labels;
  if (s.rank() == 1 || (s.rank() == 2 && s[1] == 1)) {
    if (!is_integer(array.dtype()) && array.dtype() != boolean)
      throw bad_array(name, text("its labels are {}", "其标签为 {}", to_string(array.dtype())))
          .expected(text("integers, or one-hot rows", "整数, 或独热编码的行"))
          .fix(text("y.astype('int64') where they are whole numbers",
                    "若标签为整数值, 用 y.astype('int64')"));
    const Tensor whole = array.to(i64);
    const std::span<const std::int64_t> values = whole.data<std::int64_t>();
    return {values.begin(), values.end()};
  }
  if (s.rank() != 2)
    throw bad_array(
        name, text("{} is not the shape of labels", "{} 不是标签的形状", to_string(array.type())))
        .expected(
            text("(n), (n, 1) or one-hot (n, classes)", "(n), (n, 1) 或独热编码 (n, 类别数)"));
  for (std::int64_t row = 0; row < s[0]; ++row) {
    std::int64_t ones = 0, at = 0;
    for (std::int64_t c = 0; c < s[1]; ++c) {
      const double v = array.at(row * s[1] + c);
      if (v == 1) {
        ++ones;
        at = c;
      } else if (v != 0) {
        ones = s[1] + 1;
      }
    }
    if (ones != 1)
      throw bad_array(name, text("row {} is not one-hot", "第 {} 行不是独热编码", row))
          .expected(text("one 1 in each row, the rest 0", "每行一个 1, 其余为 0"));
    labels.push_back(at);
  }
  return labels;
}

PictureArrays read_picture_arrays(const std::filesystem::path& npz) {
  const MappedFile mapped(npz);
  const std::span<const std::byte> bytes = mapped.bytes();
  const NpzFile file({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, npz.string());
  std::optional<Pictures> train = read_array_part(file, kTrain);
  if (!train)
    throw bad_array(npz.string(), text("it holds {}", "其中有 {}", fmt::join(file.names(), ", ")))
        .expected(
            text("x_train and y_train, train_images and train_labels, images and labels, or "
                 "x and y",
                 "x_train 与 y_train, train_images 与 train_labels, images 与 labels, 或 x 与 y"));
  PictureArrays arrays{
      {}, std::move(*train), read_array_part(file, kValid), read_array_part(file, kTest)};
  const std::set<std::int64_t> distinct(arrays.train.labels.begin(), arrays.train.labels.end());
  const std::vector<std::int64_t> values(distinct.begin(), distinct.end());
  for (const std::int64_t v : values) arrays.class_names.push_back(std::to_string(v));
  for (Pictures* part : {&arrays.train, arrays.valid ? &*arrays.valid : nullptr,
                         arrays.test ? &*arrays.test : nullptr})
    if (part != nullptr) index_labels(*part, values, npz.string());
  brighten_ones(arrays, npz.string());
  return arrays;
}

}  // namespace ingot
