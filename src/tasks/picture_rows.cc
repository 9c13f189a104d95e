#include "tasks/picture_rows.h"

#include <algorithm>

namespace ingot {

Tensor PictureRows::target_of(std::span<const std::int64_t> rows) const {
  const auto count = static_cast<std::int64_t>(rows.size());
  const auto label = [&](std::size_t i) {
    return pictures_.labels[static_cast<std::size_t>(rows[i])];
  };
  if (num_shares_ == 0) {
    Tensor labels(i64, {count});
    const auto out = labels.mutable_data<std::int64_t>();
    for (std::size_t i = 0; i < rows.size(); ++i) out[i] = label(i);
    return labels;
  }
  Tensor shares = Tensor::zeros({f32, {count, num_shares_}});
  const auto out = shares.mutable_data<float>();
  const auto width = static_cast<std::size_t>(num_shares_);
  if (pictures_.is_multi_label()) {
    const std::uint8_t* sets = pictures_.label_sets.data<std::uint8_t>().data();
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::copy_n(sets + static_cast<std::size_t>(rows[i]) * width, width, out.data() + i * width);
    return shares;
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    out[i * width + static_cast<std::size_t>(label(i))] = 1;
  return shares;
}

std::vector<Tensor> PictureRows::get(std::span<const std::int64_t> rows) const {
  return {pipeline_.apply(pictures_.source->get(rows)), target_of(rows)};
}

std::vector<Tensor> PictureRows::get_for_training(std::span<const std::int64_t> rows,
                                                  std::int64_t epoch) const {
  if (!augmentation_) return get(rows);
  const auto& [augmenter, seed] = *augmentation_;
  const Tensor changed = augmenter.apply(pictures_.source->get(rows), rows, epoch, seed);
  const Tensor encoded = pipeline_.apply(changed);
  if (!augmenter.mixes_rows()) return {encoded, target_of(rows)};
  Mixed mixed = augmenter.mix(encoded, target_of(rows), rows, epoch, seed);
  return {std::move(mixed.encoded), std::move(mixed.targets)};
}

}  // namespace ingot
