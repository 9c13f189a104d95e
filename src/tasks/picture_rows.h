// Pictures as training rows.
#pragma once

#include "features/augment.h"
#include "features/pipeline.h"
#include "ingot/data.h"
#include "train/row_source.h"

namespace ingot {

/// Labelled pictures, encoded by a pipeline when they are fetched; the target is the label, i64, or
/// the share of each class, f32: 1 for those that a picture of several classes has. In training
/// they are augmented first, by (seed, epoch, row), and then mixed with one another. Pipeline and
/// augmenter outlive it.
class PictureRows final : public RowSource {
 public:
  struct Augmentation {
    const Augmenter& augmenter;
    std::uint64_t seed;
  };
  /// num_shares   of how many classes the target holds the shares; 0: it is the label
  PictureRows(Pictures pictures, const Pipeline& pipeline, std::int64_t num_shares = 0,
              std::optional<Augmentation> augmentation = {})
      : pictures_(std::move(pictures)),
        pipeline_(pipeline),
        num_shares_(num_shares),
        augmentation_(augmentation) {}
  [[nodiscard]] std::int64_t size() const override { return pictures_.size(); }
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override;

 private:
  [[nodiscard]] Tensor target_of(std::span<const std::int64_t> rows) const;

  Pictures pictures_;
  const Pipeline& pipeline_;
  std::int64_t num_shares_;
  std::optional<Augmentation> augmentation_;
};

}  // namespace ingot
