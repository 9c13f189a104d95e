// Pictures as training rows.
#pragma once

#include "features/augment.h"
#include "features/pipeline.h"
#include "ingot/data.h"
#include "train/row_source.h"

namespace ingot {

/// Labelled pictures, encoded by a pipeline when they are fetched; the target is the label, i64. In
/// training they are augmented first, by (seed, epoch, row). Pipeline and augmenter outlive it.
class PictureRows final : public RowSource {
 public:
  struct Augmentation {
    const Augmenter& augmenter;
    std::uint64_t seed;
  };
  PictureRows(Pictures pictures, const Pipeline& pipeline,
              std::optional<Augmentation> augmentation = {})
      : pictures_(std::move(pictures)), pipeline_(pipeline), augmentation_(augmentation) {}
  [[nodiscard]] std::int64_t size() const override { return pictures_.size(); }
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override;

 private:
  [[nodiscard]] Tensor labels_of(std::span<const std::int64_t> rows) const;

  Pictures pictures_;
  const Pipeline& pipeline_;
  std::optional<Augmentation> augmentation_;
};

}  // namespace ingot
