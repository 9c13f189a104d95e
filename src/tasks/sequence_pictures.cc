#include "tasks/sequence_pictures.h"

#include <algorithm>
#include <cmath>

#include "evaluate/line_picture.h"
#include "evaluate/png.h"
#include "features/encoder.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::int64_t kStretches = 16;
constexpr std::size_t kLines = 3;

}  // namespace

SequencePictures::SequencePictures(const SequencePipeline& pipeline, AskSequences ask,
                                   std::vector<std::string> columns)
    : pipeline_(pipeline), ask_(std::move(ask)) {
  const std::vector<std::string> sources = pipeline.channel_columns();
  for (const std::string& column : columns) {
    const auto found = std::ranges::find(sources, column);
    if (found != sources.end() && channels_.size() < kLines)
      channels_.push_back(found - sources.begin());
  }
}

std::vector<float> SequencePictures::occlusion(const SequencePart& part, std::int64_t row) const {
  const Tensor plain =
      pipeline_.rows(part.encoded, std::array{part.spans[static_cast<std::size_t>(row)]});
  const std::int64_t width = pipeline_.num_channels() + 1,
                     count = count_steps(plain.data<float>(), width),
                     stretches = std::min(kStretches, count);
  std::vector<Tensor> asked{plain};
  for (std::int64_t s = 0; s < stretches; ++s) {
    Tensor hidden = plain.clone();
    const std::span<float> values = hidden.mutable_data<float>();
    for (std::int64_t step = s * count / stretches; step < (s + 1) * count / stretches; ++step)
      std::fill_n(values.begin() + step * width, width - 1, 0.0F);
    asked.push_back(std::move(hidden));
  }
  const Tensor said = ask_(concatenated_rows(asked));
  const std::int64_t classes = said.shape()[1];
  std::int64_t called = 0;
  for (std::int64_t c = 1; c < classes; ++c)
    if (said.at(c) > said.at(called)) called = c;
  std::vector<float> falls;
  double largest = 0;
  for (std::int64_t s = 1; s <= stretches; ++s) {
    const double fall = said.at(called) - said.at(s * classes + called);
    falls.push_back(static_cast<float>(fall));
    largest = std::max(largest, std::abs(fall));
  }
  for (float& fall : falls)
    fall = largest > 0 ? static_cast<float>(static_cast<double>(fall) / largest) : 0;
  return falls;
}

std::string SequencePictures::of(const SequencePart& part, std::int64_t row) const {
  const StepSpan& span = part.spans[static_cast<std::size_t>(row)];
  const std::int64_t count = std::min(span.count, pipeline_.steps());
  LinePicture picture{.lines = {}, .shades = occlusion(part, row)};
  const std::span<const float> encoded = part.encoded.data<float>();
  for (const std::int64_t channel : channels_) {
    std::vector<float>& line = picture.lines.emplace_back();
    for (std::int64_t step = span.last() + 1 - count; step <= span.last(); ++step)
      line.push_back(encoded[static_cast<std::size_t>(step * pipeline_.num_channels() + channel)]);
  }
  return png_data_uri(draw_lines(picture));
}

std::vector<std::string> columns_to_draw(const Findings& findings,
                                         const SequencePipeline& pipeline) {
  if (!findings.importance || findings.importance->columns.empty()) return pipeline.columns();
  std::vector<std::string> columns;
  for (const ColumnImportance& c : findings.importance->columns) columns.push_back(c.column);
  return columns;
}

json sequence_fields(const SequencePart& part, std::int64_t row) {
  const StepSpan& span = part.spans[static_cast<std::size_t>(row)];
  const std::int64_t start = part.table->starts[static_cast<std::size_t>(span.sequence)];
  return {{"sequence", part.name(row)},
          {"steps", fmt::format("{} .. {}", span.first - start + 1, span.last() - start + 1)}};
}

json some_sequences(const SequenceParts& parts, std::int64_t most) {
  json samples = json::array();
  const SequencePart& test = parts.test;
  for (std::int64_t row = 0; row < std::min(most, test.size()); ++row) {
    const StepSpan& span = test.spans[static_cast<std::size_t>(row)];
    std::vector<std::int64_t> steps;
    for (std::int64_t step = span.first; step <= span.last(); ++step) steps.push_back(step);
    json columns = json::object();
    selected_rows(test.table->steps, steps)->for_each_run([&](const Table& run) {
      for (const std::string& column : parts.pipeline.columns()) {
        const TextColumn& cells = run.columns[run.find(column).value()];
        for (std::int64_t i = 0; i < cells.size(); ++i)
          columns[column].push_back(cells.is_missing(i) ? json() : json(std::string(cells[i])));
      }
    });
    const double y = test.targets[static_cast<std::size_t>(row)];
    samples.push_back({{"row", row},
                       {"sequence", test.name(row)},
                       {"steps", std::move(columns)},
                       {"truth", parts.target.is_number()
                                     ? json(y)
                                     : json(parts.target.classes[static_cast<std::size_t>(y)])}});
  }
  return samples;
}

}  // namespace ingot
