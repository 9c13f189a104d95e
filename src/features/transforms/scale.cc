#include <cmath>

#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

// How often each of the 256 values occurs in each channel. Integers: no order of summation and no
// number of threads can change what follows from it.
std::vector<std::array<std::int64_t, 256>> histograms(const FittingRows& rows) {
  const Shape& s = rows.type.shape;
  std::vector<std::array<std::int64_t, 256>> counts(static_cast<std::size_t>(s[1]));
  const auto plane = static_cast<std::size_t>(s[2] * s[3]);
  rows.for_each_batch([&](const Tensor& batch) {
    const std::span<const std::uint8_t> pixels = batch.data<std::uint8_t>();
    for (std::size_t p = 0; p * plane < pixels.size(); ++p)
      for (const std::uint8_t v : pixels.subspan(p * plane, plane)) ++counts[p % counts.size()][v];
  });
  return counts;
}

json standardised(const FittingRows& rows) {
  require_pictures(rows.type, "scale");
  json mean = json::array(), deviation = json::array();
  for (const auto& counts : histograms(rows)) {
    std::int64_t n = 0, sum = 0;
    for (std::int64_t v = 0; v < 256; ++v) {
      n += counts[static_cast<std::size_t>(v)];
      sum += v * counts[static_cast<std::size_t>(v)];
    }
    if (n == 0)
      throw Error("no_rows",
                  text("there are no rows to learn a scale from", "没有可用于学习缩放的数据"));
    const double m = static_cast<double>(sum) / static_cast<double>(n);
    double squares = 0;
    for (std::size_t v = 0; v < 256; ++v) {
      const double d = static_cast<double>(v) - m;
      squares += d * d * static_cast<double>(counts[v]);
    }
    const double d = std::sqrt(squares / static_cast<double>(n));
    mean.push_back(static_cast<float>(m));
    deviation.push_back(d > 0 ? static_cast<float>(d) : 1.0F);
  }
  return {{"mean", std::move(mean)}, {"deviation", std::move(deviation)}};
}

std::vector<float> numbers(const json& values, const char* name) {
  std::vector<float> list;
  const auto found = values.find(name);
  if (found != values.end() && found->is_array())
    for (const json& v : *found)
      if (v.is_number()) list.push_back(v.get<float>());
  if (list.empty() || list.size() != found->size())
    throw bad_pipeline(
        text("scale has no list of numbers \"{}\"", "scale 缺少数字列表 \"{}\"", name));
  for (const float v : list)
    if (!std::isfinite(v)) throw bad_pipeline(text("\"{}\" holds {}", "\"{}\" 含有 {}", name, v));
  return list;
}

// What each of the 256 values becomes, channel by channel.
using Table = std::vector<std::array<float, 256>>;

Table table_of(const json& values) {
  const std::vector<float> mean = numbers(values, "mean"), deviation = numbers(values, "deviation");
  if (mean.size() != deviation.size())
    throw bad_pipeline(text("scale has {} means and {} deviations",
                            "scale 有 {} 个均值和 {} 个标准差", mean.size(), deviation.size()));
  Table table(mean.size());
  for (std::size_t c = 0; c < table.size(); ++c) {
    if (deviation[c] <= 0)
      throw bad_pipeline(text("a deviation is {}", "标准差为 {}", deviation[c]));
    for (std::size_t v = 0; v < 256; ++v)
      table[c][v] = (static_cast<float>(v) - mean[c]) / deviation[c];
  }
  return table;
}

json given(const json& options) {
  const json values = {{"mean", options.value("mean", json())},
                       {"deviation", options.value("deviation", json())}};
  static_cast<void>(table_of(values));
  return values;
}

json fit(const json& options, const FittingRows& rows) {
  const std::string to = options.value("to", "unit");
  if (to == "unit") return {{"mean", {0.0F}}, {"deviation", {255.0F}}};
  if (to == "standard") return standardised(rows);
  if (to == "given") return given(options);
  throw Error("bad_option", text("scale to \"{}\"", "缩放方式 \"{}\"", to))
      .expected(text("unit, standard or given", "unit, standard 或 given"));
}

TensorType output(const Table& table, const TensorType& rows) {
  require_pictures(rows, "scale");
  if (table.size() > 1 && static_cast<std::int64_t>(table.size()) != rows.shape[1])
    throw Error("shape_mismatch", text("{} has {} channels, the scale was learned for {}",
                                       "{} 有 {} 个通道, 而缩放是按 {} 个通道学习的",
                                       to_string(rows), rows.shape[1], table.size()));
  return {f32, rows.shape};
}

Tensor apply(const Table& table, const Tensor& rows) {
  Tensor scaled(output(table, rows.type()));
  const std::uint8_t* in = rows.data<std::uint8_t>().data();
  float* out = scaled.mutable_data<float>().data();
  const Shape& s = rows.shape();
  for (std::int64_t plane = 0; plane < s[0] * s[1]; ++plane) {
    const auto& values = table[table.size() == 1 ? 0 : static_cast<std::size_t>(plane % s[1])];
    for (std::int64_t i = 0; i < s[2] * s[3]; ++i) *out++ = values[*in++];
  }
  return scaled;
}

Transform load(const json& values) {
  const auto table = table_of(values);
  return {.output = [table](const TensorType& rows) { return output(table, rows); },
          .apply = [table](const Tensor& rows) { return apply(table, rows); }};
}

}  // namespace

TransformDef define_scale_transform() {
  return {
      .name = "scale",
      .doc =
          "(x - mean) / deviation in f32, per channel or with one pair for all. Options: to,\n"
          "\"unit\" (0 and 255: results lie in [0, 1]), \"standard\" (mean and standard deviation "
          "of\n"
          "the training rows; a channel without any has deviation 1) or \"given\" (the options "
          "mean\n"
          "and deviation, lists of grey levels, as the weights of another network need them).",
      .fit = fit,
      .load = load,
  };
}

}  // namespace ingot
