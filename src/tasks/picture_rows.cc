#include "tasks/picture_rows.h"

namespace ingot {

Tensor PictureRows::labels_of(std::span<const std::int64_t> rows) const {
  Tensor labels(i64, {static_cast<std::int64_t>(rows.size())});
  const auto out = labels.mutable_data<std::int64_t>();
  for (std::size_t i = 0; i < rows.size(); ++i)
    out[i] = pictures_.labels[static_cast<std::size_t>(rows[i])];
  return labels;
}

std::vector<Tensor> PictureRows::get(std::span<const std::int64_t> rows) const {
  return {pipeline_.apply(pictures_.source->get(rows)), labels_of(rows)};
}

std::vector<Tensor> PictureRows::get_for_training(std::span<const std::int64_t> rows,
                                                  std::int64_t epoch) const {
  if (!augmentation_) return get(rows);
  const Tensor changed =
      augmentation_->augmenter.apply(pictures_.source->get(rows), rows, epoch, augmentation_->seed);
  return {pipeline_.apply(changed), labels_of(rows)};
}

}  // namespace ingot
