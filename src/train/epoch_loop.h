// Epochs over shuffled batches, with reports and checkpoints: what every training does alike.
#pragma once

#include <functional>
#include <span>

#include "train/checkpoint.h"

namespace ingot {

struct EpochLoop {
  TrainingProgress& progress;  ///< where training stands; the steps move it
  std::int64_t num_epochs = 1, num_rows = 0, batch = 1;
  std::int64_t seed = 0;  ///< of the order of the rows
  /// See RowSource::form; empty: all rows are of one.
  std::function<std::int64_t(std::int64_t row)> form = {};
  /// One update by some rows; `next` are those of the following one in this epoch, or empty.
  std::function<void(std::span<const std::int64_t> rows, std::span<const std::int64_t> next)> step;
  /// Of the running epoch so far.
  std::function<Figures()> figures;
  /// Adds the epoch to the history and begins the next.
  std::function<void()> end_epoch;
};

/// When a training is saved; `checkpoint` may be empty.
struct Checkpointing {
  std::function<void()> checkpoint;
  double seconds;  ///< about as often, and after every epoch
};

/// From where the progress stands to the last epoch, or until a callback stops it after one.
void run_epochs(const EpochLoop& loop, std::span<Callback* const> callbacks,
                const Checkpointing& checkpointing);

}  // namespace ingot
