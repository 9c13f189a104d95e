#include "predict/tagger.h"

#include "base/files.h"
#include "formats/product_folder.h"
#include "predict/open_network.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

TagPipeline read_pipeline(const fs::path& folder) {
  return TagPipeline::from_json(
      nlohmann::json::parse(read_file(folder / kPipelineFile), nullptr, false));
}

// The numbers of rows `first` to `last`, sign after sign.
Tensor numbers_of(const TagRows& rows, std::int64_t first, std::int64_t last, std::int64_t signs,
                  std::int64_t length) {
  Tensor numbers = Tensor::zeros({i64, {last - first, signs * length}});
  std::int64_t* out = numbers.mutable_data<std::int64_t>().data();
  for (std::int64_t row = first; row < last; ++row, out += signs * length) {
    const std::int64_t begin = rows.starts[static_cast<std::size_t>(row)],
                       end = rows.starts[static_cast<std::size_t>(row) + 1];
    for (std::int64_t i = 0; i < end - begin; ++i)
      for (std::int64_t sign = 0; sign < signs; ++sign)
        out[sign * length + i] = rows.ids[static_cast<std::size_t>((begin + i) * signs + sign)];
  }
  return numbers;
}

}  // namespace

Tagger::Tagger(const fs::path& folder, InferenceOptions options)
    : pipeline_(read_pipeline(folder)), model_(open_network(folder / kModelFile, options)) {}

TaggedAnswer Tagger::answer(const std::vector<TaggedSentence>& sentences) {
  const TagRows rows = pipeline_.encode(sentences);
  const std::int64_t signs = std::ssize(pipeline_.num_ids()), length = pipeline_.length(),
                     num_tags = std::ssize(pipeline_.tags()), tokens = std::ssize(rows.places);
  TaggedAnswer answer{Tensor::zeros({f32, {tokens, num_tags}}), {}};
  const std::span<float> out = answer.probabilities.mutable_data<float>();
  const auto at = [](std::int64_t i) { return static_cast<std::size_t>(i); };
  std::int64_t token = 0;
  for (std::int64_t first = 0; first < rows.size(); first += Inference::kLargestBatch) {
    const std::int64_t last = std::min(first + Inference::kLargestBatch, rows.size());
    const Tensor said = model_.run(std::array{numbers_of(rows, first, last, signs, length)});
    const std::span<const float> p = said.data<float>();
    for (std::int64_t row = first; row < last; ++row)
      for (; token < tokens && rows.places[at(token)] < rows.starts[at(row + 1)]; ++token) {
        const std::int64_t place =
            (row - first) * length + rows.places[at(token)] - rows.starts[at(row)];
        std::ranges::copy(p.subspan(at(place * num_tags), at(num_tags)),
                          out.begin() + token * num_tags);
      }
  }
  std::size_t begin = 0;
  const std::span<const float> all = out;
  for (const TaggedSentence& sentence : sentences) {
    const std::size_t size = sentence.tokens.size() * at(num_tags);
    const std::vector<std::int32_t> called = pipeline_.scheme().likeliest(all.subspan(begin, size));
    answer.called.insert(answer.called.end(), called.begin(), called.end());
    begin += size;
  }
  return answer;
}

}  // namespace ingot
