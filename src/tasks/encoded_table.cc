#include "tasks/encoded_table.h"

#include "base/rng.h"
#include "data/read_ahead.h"
#include "tensor/rows.h"

namespace ingot {
namespace {

EncodedRows encode_part(const TablePart& part, const TablePipeline& pipeline,
                        std::size_t most_bytes, int num_threads) {
  EncodedRows encoded(part.size(), pipeline.width(), most_bytes);
  for_each_run_ahead(*part.rows, num_threads,
                     [&](const Table& run) { encoded.append(pipeline.apply(run, num_threads)); });
  return encoded;
}

// Rows of two parts, of which one follows the other.
Tensor gather_both(const AllRows& all, const std::vector<std::int64_t>& rows) {
  const std::int64_t first = all.train.size();
  std::vector<std::int64_t> of_train, of_valid, to_train, to_valid;
  for (std::int64_t i = 0; i < std::ssize(rows); ++i) {
    const std::int64_t row = rows[static_cast<std::size_t>(i)];
    (row < first ? of_train : of_valid).push_back(row < first ? row : row - first);
    (row < first ? to_train : to_valid).push_back(i);
  }
  Tensor gathered(f32, {std::ssize(rows), all.train.width()});
  scatter_rows(all.train.gather(of_train, all.train.all()), to_train, gathered);
  scatter_rows(all.valid.gather(of_valid, all.valid.all()), to_valid, gathered);
  return gathered;
}

}  // namespace

LearningRows learning_rows(const EncodedTable& encoded, const TableParts& parts) {
  return {encoded.train,       encoded.valid,       parts.train.targets,
          parts.valid.targets, parts.train.weights, parts.valid.weights};
}

LearningRows some_rows_of(const LearningRows& rows, std::int64_t most, std::uint64_t seed) {
  const std::int64_t all = rows.train.size();
  if (most >= all) return rows;
  const std::int64_t width = std::ssize(rows.train_targets) / all;
  LearningRows some{.train = EncodedRows(most, rows.train.width()),
                    .valid = rows.valid,
                    .train_targets = {},
                    .valid_targets = rows.valid_targets,
                    .train_weights = {},
                    .valid_weights = rows.valid_weights};
  std::vector<std::int64_t> run;
  for (std::int64_t i = 0; i < most; ++i) {
    // One of each of so many stretches.
    const std::int64_t first = i * all / most, end = (i + 1) * all / most;
    const std::uint32_t drawn =
        philox4x32({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i >> 32), 0, 0},
                   {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)})[0];
    const std::int64_t row = first + drawn % (end - first);
    const auto targets = rows.train_targets.begin() + row * width;
    some.train_targets.insert(some.train_targets.end(), targets, targets + width);
    if (!rows.train_weights.empty())
      some.train_weights.push_back(rows.train_weights[static_cast<std::size_t>(row)]);
    run.push_back(row);
    if (std::ssize(run) < kEncodedRun && i + 1 < most) continue;
    some.train.append(rows.train.gather(run, rows.train.all()));
    run.clear();
  }
  return some;
}

AllRows all_learning_rows(const EncodedTable& encoded, const TableParts& parts) {
  AllRows all{encoded.train, encoded.valid, parts.train.targets, parts.train.weights};
  all.targets.insert(all.targets.end(), parts.valid.targets.begin(), parts.valid.targets.end());
  all.weights.insert(all.weights.end(), parts.valid.weights.begin(), parts.valid.weights.end());
  return all;
}

LearningRows fold_rows(const AllRows& all, const Fold& fold) {
  const auto gathered = [&]<class T>(const std::vector<T>& values,
                                     const std::vector<std::int64_t>& rows) {
    std::vector<T> some;
    const std::int64_t width = std::ssize(values) / all.size();
    for (const std::int64_t row : rows)
      some.insert(some.end(), values.begin() + row * width, values.begin() + (row + 1) * width);
    return some;
  };
  return {gather_both(all, fold.train),      gather_both(all, fold.held_out),
          gathered(all.targets, fold.train), gathered(all.targets, fold.held_out),
          gathered(all.weights, fold.train), gathered(all.weights, fold.held_out)};
}

EncodedTable encode(const TableParts& parts, const std::vector<ViewChoice>& views,
                    int num_threads) {
  EncodedTable features;
  const std::int64_t classes = parts.target.num_classes();
  features.pipeline = TablePipeline::fit(parts.profile, views, *parts.train.rows,
                                         parts.train.targets, classes, parts.derived);
  features.train = EncodedRows(parts.train.size(), features.pipeline.width());
  features.pipeline.apply_to_training(
      *parts.train.rows, parts.train.targets, classes, num_threads,
      [&](const Tensor& encoded) { features.train.append(encoded); });
  // Beside very many training rows they are to be few in memory too.
  const std::size_t most =
      features.train.is_in_memory() ? kMostEncodedBytes : kMostEncodedBytes / 8;
  features.valid = encode_part(parts.valid, features.pipeline, most, num_threads);
  features.test = encode_part(parts.test, features.pipeline, most, num_threads);
  return features;
}

}  // namespace ingot
