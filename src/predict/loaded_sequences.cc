#include "predict/loaded_sequences.h"

#include "base/files.h"
#include "formats/product_folder.h"
#include "predict/open_network.h"

namespace ingot {

Tensor ask_of_spans(Inference& network, const SequencePipeline& pipeline, const Tensor& encoded,
                    std::span<const StepSpan> spans) {
  std::vector<Tensor> said;
  constexpr auto kMost = static_cast<std::size_t>(Inference::kLargestBatch);
  for (std::size_t first = 0; first < spans.size(); first += kMost)
    said.push_back(network.run(std::array{
        pipeline.rows(encoded, spans.subspan(first, std::min(kMost, spans.size() - first)))}));
  return concatenated_rows(said);
}

LoadedSequences::LoadedSequences(const std::filesystem::path& folder, InferenceOptions options,
                                 SequenceGuard guard)
    : pipeline_(SequencePipeline::from_json(read_file(folder / kPipelineFile))),
      inference_(open_network(folder / kModelFile, options)),
      guard_(std::move(guard)),
      num_threads_(options.num_threads) {}

Tensor LoadedSequences::predict(const SequenceTable& table, std::span<const StepSpan> spans) {
  return predict(pipeline_.encode(table, num_threads_), spans);
}

Tensor LoadedSequences::predict(const Tensor& encoded, std::span<const StepSpan> spans) {
  return ask_of_spans(inference_, pipeline_, encoded, spans);
}

Tensor LoadedSequences::predict(const Tensor& rows) { return inference_.run(std::array{rows}); }

}  // namespace ingot
