// A product's pipeline and network, ready to run.
#pragma once

#include "features/pipeline.h"
#include "runtime/inference.h"

namespace ingot {

class LoadedModel {
 public:
  /// From the files pipeline.json and model.onnx of `folder`.
  LoadedModel(const std::filesystem::path& folder, InferenceOptions options);

  /// `graph_at` as Inference takes it.
  LoadedModel(Pipeline pipeline, std::function<Graph(std::int64_t rows)> graph_at,
              InferenceOptions options)
      : pipeline_(std::move(pipeline)), inference_(std::move(graph_at), options) {}

  /// The network's output for raw rows.
  [[nodiscard]] Tensor predict(const PictureSource& rows);
  [[nodiscard]] Tensor predict(const Tensor& rows);
  [[nodiscard]] Inference& inference() { return inference_; }
  [[nodiscard]] const Pipeline& pipeline() const { return pipeline_; }

 private:
  Pipeline pipeline_;
  Inference inference_;
};

}  // namespace ingot
