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

// A batch at a time, so that neither raw nor encoded rows stand in memory all at once.
Tensor LoadedModel::predict(const PictureSource& rows) {
  std::vector<Tensor> parts;
  const auto run = [&](const Tensor& batch) {
    const std::array<Tensor, 1> input{pipeline_.apply(batch)};
    parts.push_back(inference_.run(input));
  };
  for_each_run(rows, run, Inference::kLargestBatch);
  if (parts.empty()) run(rows.get({}));
  Tensor all(parts[0].dtype(), parts[0].shape().with(0, rows.size()));
  auto* out = static_cast<std::byte*>(all.mutable_raw());
  for (const Tensor& part : parts) {
    if (part.bytes() > 0) std::memcpy(out, part.raw(), part.bytes());
    out += part.bytes();
  }
  return all;
}

Tensor LoadedModel::predict(const Tensor& rows) { return predict(*pictures_in_memory(rows)); }

}  // namespace ingot
