// Pictures as training rows.
#pragma once

#include "features/pipeline.h"
#include "ingot/data.h"
#include "train/row_source.h"

namespace ingot {

/// Some rows of labelled pictures, encoded by a pipeline when they are fetched; the target is the
/// label, i64. Pictures and pipeline outlive it.
class PictureRows final : public RowSource {
 public:
  PictureRows(const Pictures& pictures, std::vector<std::int64_t> rows, const Pipeline& pipeline)
      : pictures_(pictures), rows_(std::move(rows)), pipeline_(pipeline) {}
  [[nodiscard]] std::int64_t size() const override {
    return static_cast<std::int64_t>(rows_.size());
  }
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  /// The raw pixels and labels of all rows; the pixels are shared where no picture is left out.
  [[nodiscard]] Pictures raw() const;
  [[nodiscard]] std::vector<std::int64_t> labels() const;

 private:
  const Pictures& pictures_;
  std::vector<std::int64_t> rows_;
  const Pipeline& pipeline_;
};

}  // namespace ingot
