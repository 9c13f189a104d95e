#include "features/sequence_pipeline.h"

#include <cmath>

namespace ingot {
namespace {

using nlohmann::json;

constexpr int kSequenceFormat = 1;

// The value of the step before, or 0, the mean, at the beginning.
void fill_gaps(std::span<float> steps, std::size_t width) {
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (std::isnan(steps[i])) steps[i] = i < width ? 0 : steps[i - width];
}

}  // namespace

SequencePipeline::SequencePipeline(SequenceLayout layout, TablePipeline channels,
                                   std::int64_t window, std::int64_t steps)
    : layout_(std::move(layout)), channels_(std::move(channels)), window_(window), steps_(steps) {}

SequencePipeline SequencePipeline::from_json(std::string_view text_of) {
  const json document = json::parse(text_of, nullptr, false);
  if (!document.is_object()) throw bad_pipeline(text("it is not a JSON object", "不是 JSON 对象"));
  try {
    if (document.at("format").get<std::int64_t>() > kSequenceFormat)
      throw Error("newer_product", text("the pipeline has format {}, this program knows up to {}",
                                        "流水线格式为 {}, 本程序最高支持 {}",
                                        document.at("format").get<std::int64_t>(), kSequenceFormat))
          .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
    SequencePipeline pipeline(sequence_layout_from_json(document.at("layout")),
                              TablePipeline::from_json(document.at("channels").dump()),
                              document.at("window"), document.at("steps"));
    if (pipeline.steps_ < 1 || pipeline.steps_ > kMostSteps || pipeline.window_ < 0 ||
        pipeline.num_channels() < 1)
      throw bad_pipeline(text("rows of {} steps and {} channels", "每行 {} 步、{} 个通道",
                              pipeline.steps_, pipeline.num_channels()));
    return pipeline;
  } catch (const json::exception& e) {
    throw bad_pipeline(
        text("a member is missing or of another type ({})", "缺少某项或其类型不符 ({})", e.what()));
  }
}

std::string SequencePipeline::to_json() const {
  const json document = {{"format", kSequenceFormat},
                         {"input", {{"kind", "sequences"}}},
                         {"layout", ingot::to_json(layout_)},
                         {"window", window_},
                         {"steps", steps_},
                         {"gaps", "the step before, else the mean"},
                         {"channels", json::parse(channels_.to_json())}};
  return document.dump(2) + "\n";
}

std::vector<std::string> SequencePipeline::channel_names() const {
  std::vector<std::string> names;
  for (const FeatureView& view : channels_.views())
    names.insert(names.end(), view.features.begin(), view.features.end());
  return names;
}

std::vector<std::string> SequencePipeline::channel_columns() const {
  std::vector<std::string> columns;
  for (const FeatureView& view : channels_.views())
    columns.insert(columns.end(), view.columns.begin(), view.columns.end());
  return columns;
}

Tensor SequencePipeline::encode(const SequenceTable& table, int num_threads) const {
  Tensor encoded = channels_.apply(*table.steps, num_threads);
  const std::span<float> all = encoded.mutable_data<float>();
  const auto width = static_cast<std::size_t>(num_channels());
  for (std::int64_t s = 0; s < table.size(); ++s) {
    const auto first = static_cast<std::size_t>(table.starts[static_cast<std::size_t>(s)]);
    fill_gaps(all.subspan(first * width, static_cast<std::size_t>(table.length(s)) * width), width);
  }
  return encoded;
}

Tensor SequencePipeline::rows(const Tensor& encoded, std::span<const StepSpan> spans,
                              std::int64_t length) const {
  const std::int64_t width = num_channels();
  Tensor rows = Tensor::zeros({f32, {std::ssize(spans), length, width + 1}});
  float* row = rows.mutable_data<float>().data();
  const float* all = encoded.data<float>().data();
  for (const StepSpan& span : spans) {
    const std::int64_t count = std::min(span.count, length);
    const float* from = all + (span.last() + 1 - count) * width;
    float* to = row;
    for (std::int64_t step = 0; step < count; ++step, from += width) {
      to = std::copy_n(from, width, to);
      *to++ = 1;
    }
    row += length * (width + 1);
  }
  return rows;
}

std::int64_t count_steps(std::span<const float> row, std::int64_t width) {
  std::int64_t count = 0;
  for (auto i = static_cast<std::size_t>(width) - 1; i < row.size();
       i += static_cast<std::size_t>(width))
    count += row[i] > 0 ? 1 : 0;
  return count;
}

}  // namespace ingot
