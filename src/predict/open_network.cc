#include "predict/open_network.h"

#include "base/files.h"
#include "formats/onnx.h"
#include "graph/rewrite.h"

namespace ingot {

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

}  // namespace ingot
