#include "tasks/encoded_table.h"

#include "tensor/rows.h"

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
  return {encoded.train,       encoded.valid,       parts.train.targets,
          parts.valid.targets, parts.train.weights, parts.valid.weights};
}

AllRows all_learning_rows(const EncodedTable& encoded, const TableParts& parts) {
  AllRows all{concatenated_rows(std::array{encoded.train, encoded.valid}), parts.train.targets,
              parts.train.weights};
  all.targets.insert(all.targets.end(), parts.valid.targets.begin(), parts.valid.targets.end());
  all.weights.insert(all.weights.end(), parts.valid.weights.begin(), parts.valid.weights.end());
  return all;
}

LearningRows fold_rows(const AllRows& all, const Fold& fold) {
  const auto gathered = []<class T>(const std::vector<T>& values,
                                    const std::vector<std::int64_t>& rows) {
    std::vector<T> some;
    if (values.empty()) return some;
    for (const std::int64_t row : rows) some.push_back(values[static_cast<std::size_t>(row)]);
    return some;
  };
  return {gather_rows(all.features, fold.train), gather_rows(all.features, fold.held_out),
          gathered(all.targets, fold.train),     gathered(all.targets, fold.held_out),
          gathered(all.weights, fold.train),     gathered(all.weights, fold.held_out)};
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
