#include "tasks/sequence_baselines.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tasks/table_training.h"
#include "train/boosted_trees.h"

namespace ingot {
namespace {

constexpr std::array kSummaries{"mean", "deviation", "least", "most", "last", "slope"};
using Summary = std::array<double, kSummaries.size()>;

// Of one channel of a row: `values` is its first step's, those of the next steps `stride` on.
Summary summary_of(const float* values, std::int64_t count, std::int64_t stride) {
  const auto at = [&](std::int64_t step) { return static_cast<double>(values[step * stride]); };
  const auto n = static_cast<double>(count);
  double sum = 0, least = INFINITY, most = -INFINITY;
  for (std::int64_t step = 0; step < count; ++step) {
    sum += at(step);
    least = std::min(least, at(step));
    most = std::max(most, at(step));
  }
  const double mean = sum / n, middle = (n - 1) / 2;
  double squares = 0, with_time = 0, times = 0;
  for (std::int64_t step = 0; step < count; ++step) {
    const double time = static_cast<double>(step) - middle;
    squares += (at(step) - mean) * (at(step) - mean);
    with_time += time * at(step);
    times += time * time;
  }
  return {mean, std::sqrt(squares / n), least,
          most, at(count - 1),          times > 0 ? with_time / times : 0};
}

// Each summary of mean 0 and deviation 1 over the training sequences.
void standardise(Tensor& of_train, Tensor& of_valid, Tensor& of_test) {
  const std::int64_t width = of_train.shape()[1];
  const auto count = static_cast<double>(of_train.shape()[0]);
  for (std::int64_t c = 0; c < width; ++c) {
    double sum = 0, squares = 0;
    const std::span<const float> train = std::as_const(of_train).data<float>();
    const auto at = [&](std::size_t i) { return static_cast<double>(train[i]); };
    for (auto i = static_cast<std::size_t>(c); i < train.size();
         i += static_cast<std::size_t>(width))
      sum += at(i);
    const double mean = sum / count;
    for (auto i = static_cast<std::size_t>(c); i < train.size();
         i += static_cast<std::size_t>(width))
      squares += (at(i) - mean) * (at(i) - mean);
    const double spread = squares > 0 ? std::sqrt(squares / count) : 1;
    for (Tensor* part : {&of_train, &of_valid, &of_test}) {
      const std::span<float> values = part->mutable_data<float>();
      for (auto i = static_cast<std::size_t>(c); i < values.size();
           i += static_cast<std::size_t>(width))
        values[i] = static_cast<float>((static_cast<double>(values[i]) - mean) / spread);
    }
  }
}

}  // namespace

std::vector<std::string> summary_names(const SequencePipeline& pipeline) {
  std::vector<std::string> names{"(steps)"};
  for (const std::string& channel : pipeline.channel_names())
    for (const char* summary : kSummaries) names.push_back(fmt::format("{} {}", channel, summary));
  return names;
}

Tensor summarise_sequences(const SequencePart& part, const SequencePipeline& pipeline) {
  const std::int64_t channels = pipeline.num_channels();
  Tensor summaries(f32, {part.size(), 1 + channels * std::ssize(kSummaries)});
  float* out = summaries.mutable_data<float>().data();
  const float* encoded = part.encoded.data<float>().data();
  for (const StepSpan& span : part.spans) {
    const std::int64_t count = std::min(span.count, pipeline.steps());
    *out++ = static_cast<float>(count);
    const float* first = encoded + (span.last() + 1 - count) * channels;
    for (std::int64_t c = 0; c < channels; ++c)
      for (const double value : summary_of(first + c, count, channels))
        *out++ = static_cast<float>(value);
  }
  return summaries;
}

std::size_t sequence_baselines_bytes(const SequenceParts& parts) {
  const std::int64_t width = 1 + parts.pipeline.num_channels() * std::ssize(kSummaries),
                     rows = parts.train.size() + parts.valid.size();
  // XGBoost keeps a histogram of each column for the nodes of a tree: summaries are many columns.
  constexpr std::int64_t kNodes = 112, kBins = 256, kBinBytes = 16;
  const std::int64_t histograms = kNodes * std::min(rows, kBins) * kBinBytes * width;
  return sizeof(float) * static_cast<std::size_t>(2 * rows * width) +
         static_cast<std::size_t>(histograms) +
         boosted_trees_bytes(rows, width, std::max<std::int64_t>(1, parts.target.num_classes()));
}

std::vector<TableBaseline> sequence_baselines(const BuildRequest& request,
                                              const SequenceParts& parts) {
  Tensor train = summarise_sequences(parts.train, parts.pipeline),
         valid = summarise_sequences(parts.valid, parts.pipeline),
         test = summarise_sequences(parts.test, parts.pipeline);
  standardise(train, valid, test);
  const LearningRows rows{.train = train,
                          .valid = valid,
                          .train_targets = parts.train.targets,
                          .valid_targets = parts.valid.targets,
                          .train_weights = {},
                          .valid_weights = {}};
  FeatureView view;
  view.name = "summaries";
  view.width = test.shape()[1];
  view.features = summary_names(parts.pipeline);
  const auto baseline = [&](const char* name, Text label, const TableMember& member) {
    const auto answers = [&](const Tensor& asked) {
      return answers_of(member, parts.target, asked, request.threads);
    };
    return TableBaseline{name, std::move(label), answers(test), answers(valid)};
  };
  return {baseline("linear",
                   text("a linear model on summaries of each sequence", "序列摘要上的线性模型"),
                   linear_baseline(request, "linear", parts.target, parts.goal, view, rows)),
          baseline("xgboost",
                   text("XGBoost with its defaults on summaries of each sequence",
                        "序列摘要上默认设置的 XGBoost"),
                   trees_baseline(request, parts.target, parts.goal, view, rows))};
}

}  // namespace ingot
