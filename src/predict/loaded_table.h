// A product of tables, ready to run: pipeline, model and guard.
#pragma once

#include "features/table_guard.h"
#include "features/table_pipeline.h"
#include "runtime/inference.h"

namespace ingot {

class LoadedTable {
 public:
  /// From the files pipeline.json and model.onnx of `folder`.
  LoadedTable(const std::filesystem::path& folder, InferenceOptions options, TableGuard guard = {});

  /// What the model says of raw rows: (rows, classes), or (rows, 1) for numbers.
  /// errors    missing_column, and those of reading the rows
  [[nodiscard]] Tensor predict(const TableSource& rows);
  [[nodiscard]] Tensor predict(const Table& rows);
  [[nodiscard]] TableCheck check(const TableSource& rows) const {
    return guard_.check(rows, num_threads_);
  }
  [[nodiscard]] const TablePipeline& pipeline() const { return pipeline_; }

 private:
  TablePipeline pipeline_;
  Inference inference_;
  TableGuard guard_;
  int num_threads_;
};

}  // namespace ingot
