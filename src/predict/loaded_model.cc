#include "predict/loaded_model.h"

#include <cstring>

#include "base/files.h"
#include "formats/onnx.h"
#include "formats/product_folder.h"
#include "graph/rewrite.h"

namespace ingot {
namespace {

Inference open_network(const std::filesystem::path& path, InferenceOptions options) {
  const auto file = std::make_shared<MappedFile>(path);
  const auto reader = std::make_shared<OnnxReader>(file->bytes(), file);
  return Inference(
      [reader](std::int64_t rows) {
        OnnxModel model = reader->model(rows);
        return bind_states(model.graph, State(model.weights.begin(), model.weights.end()));
      },
      options);
}

}  // namespace

LoadedModel::LoadedModel(const std::filesystem::path& folder, InferenceOptions options)
    : pipeline_(Pipeline::from_json(read_file(folder / kPipelineFile))),
      inference_(open_network(folder / kModelFile, options)) {}

// A batch at a time, so that the encoded rows never stand in memory all at once.
Tensor LoadedModel::predict(const Tensor& rows) {
  const std::int64_t num_rows = rows.shape()[0];
  std::vector<Tensor> parts;
  std::int64_t first = 0;
  do {
    const std::int64_t count = std::min(num_rows - first, Inference::kLargestBatch);
    const std::array<Tensor, 1> input{pipeline_.apply(rows.rows(first, count))};
    parts.push_back(inference_.run(input));
    first += count;
  } while (first < num_rows);
  Tensor all(parts[0].dtype(), parts[0].shape().with(0, num_rows));
  auto* out = static_cast<std::byte*>(all.mutable_raw());
  for (const Tensor& part : parts) {
    if (part.bytes() > 0) std::memcpy(out, part.raw(), part.bytes());
    out += part.bytes();
  }
  return all;
}

}  // namespace ingot
