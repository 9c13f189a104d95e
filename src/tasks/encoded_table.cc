#include "tasks/encoded_table.h"

#include "train/row_source.h"

namespace ingot {

Tensor EncodedTable::of_view(const Tensor& all, const FeatureView& view) {
  const std::int64_t rows = all.shape()[0], width = all.shape()[1];
  if (view.first == 0 && view.width == width) return all;
  Tensor part(f32, {rows, view.width});
  const float* from = all.data<float>().data() + view.first;
  float* to = part.mutable_data<float>().data();
  for (std::int64_t row = 0; row < rows; ++row, from += width)
    to = std::copy_n(from, view.width, to);
  return part;
}

LearningRows learning_rows(const EncodedTable& encoded, const TableParts& parts) {
  return {encoded.train, encoded.valid, parts.train.targets, parts.valid.targets};
}

LearningRows fold_rows(const EncodedTable& encoded, const TableParts& parts,
                       const std::vector<std::int64_t>& held_out) {
  const Tensor all = concatenated_rows(std::array{encoded.train, encoded.valid});
  std::vector<double> targets = parts.train.targets;
  targets.insert(targets.end(), parts.valid.targets.begin(), parts.valid.targets.end());
  LearningRows rows;
  std::vector<std::int64_t> kept;
  auto next = held_out.begin();
  for (std::int64_t row = 0; row < all.shape()[0]; ++row) {
    const double target = targets[static_cast<std::size_t>(row)];
    if (next != held_out.end() && *next == row) {
      rows.valid_targets.push_back(target);
      ++next;
    } else {
      rows.train_targets.push_back(target);
      kept.push_back(row);
    }
  }
  rows.train = gather_rows(all, kept);
  rows.valid = gather_rows(all, held_out);
  return rows;
}

EncodedTable encode(const TableParts& parts, const std::vector<ViewChoice>& views,
                    int num_threads) {
  EncodedTable features;
  const std::int64_t classes = parts.target.num_classes();
  features.pipeline =
      TablePipeline::fit(parts.profile, views, *parts.train.rows, parts.train.targets, classes);
  features.train = features.pipeline.apply_to_training(*parts.train.rows, parts.train.targets,
                                                       classes, num_threads);
  features.valid = features.pipeline.apply(*parts.valid.rows, num_threads);
  features.test = features.pipeline.apply(*parts.test.rows, num_threads);
  return features;
}

}  // namespace ingot
