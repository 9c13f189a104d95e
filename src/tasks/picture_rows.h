// Pictures as training rows.
#pragma once

#include "features/pipeline.h"
#include "ingot/data.h"
#include "train/row_source.h"

namespace ingot {

/// Some rows of labelled pictures, encoded by a pipeline when they are fetched; the target is the
/// label, i64. The pipeline outlives it.
class PictureRows final : public RowSource {
 public:
  PictureRows(const Pictures& pictures, std::vector<std::int64_t> rows, const Pipeline& pipeline);
  [[nodiscard]] std::int64_t size() const override { return raw_.size(); }
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  /// The rows before the pipeline.
  [[nodiscard]] const Pictures& raw() const { return raw_; }

 private:
  Pictures raw_;
  const Pipeline& pipeline_;
};

}  // namespace ingot
