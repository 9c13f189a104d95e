// A product of tables, ready to run: pipeline and model.
#pragma once

#include "features/table_pipeline.h"
#include "runtime/inference.h"

namespace ingot {

class LoadedTable {
 public:
  /// From the files pipeline.json and model.onnx of `folder`.
  LoadedTable(const std::filesystem::path& folder, InferenceOptions options);

  /// What the model says of raw rows: (rows, classes), or (rows, 1) for numbers.
  /// errors    missing_column, and those of reading the rows
  [[nodiscard]] Tensor predict(const TableSource& rows);
  [[nodiscard]] Tensor predict(const Table& rows);
  [[nodiscard]] const TablePipeline& pipeline() const { return pipeline_; }

 private:
  TablePipeline pipeline_;
  Inference inference_;
  int num_threads_;
};

}  // namespace ingot
