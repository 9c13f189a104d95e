// The one training loop.
#pragma once

#include <filesystem>
#include <memory>

#include "ingot/network.h"
#include "ingot/train.h"
#include "runtime/executor.h"
#include "train/row_source.h"

namespace ingot {

/// What is trained, and how. Together with the rows and the seed it fixes the result.
struct TrainingSetup {
  Network network;
  /// The same network for training rows of form 1, 2 ...: it has the same weights.
  std::vector<Network> forms = {};
  Loss loss = "mse";
  Optimizer optimizer = "adam";
  std::int64_t epochs = 1;
  std::int64_t batch = 64;         ///< rows per update
  std::int64_t micro_batches = 1;  ///< parts in which the gradient of a batch is computed
  double clip_norm = 0, clip_value = 0;
  double average_decay = 0;  ///< of the moving average of the weights; 0: none
  std::int64_t seed = 0;
  int num_threads = 1;
  /// Bytes that training may add to what this process holds when it begins; 0: any. The plan trades
  /// time for memory to keep it; the result has the same bits.
  std::size_t memory_limit = 0;
  /// Convolutions may run as Winograd's.
  bool winograd = true;
  /// The weights of the best epoch by this figure are the result; empty: those of the last.
  std::string keep_best = {};
};

/// A training that can be saved after any step and goes on from there as if it had never stopped.
class Trainer {
 public:
  /// `given` are weights to start from; `valid` may be null. Both sources outlive the trainer.
  ///
  /// errors    those of trace_step; no_rows, bad_setup; memory_limit: says the least that can be
  /// kept
  Trainer(TrainingSetup setup, const RowSource& train, const RowSource* valid, State given = {});
  ~Trainer();

  /// Before the first step: these weights take the place of the initial ones of their names.
  ///
  /// errors    shape_mismatch
  void start_from(const State& given);

  /// Trains until the last epoch or until a callback stops it. `checkpoint` (may be empty) is
  /// called after every epoch and about every `checkpoint_seconds`.
  ///
  /// errors    not_finite: names the first op that went wrong; the state is as before that step
  void run(std::span<Callback* const> callbacks, const std::function<void()>& checkpoint = {},
           double checkpoint_seconds = 30);

  /// Everything: weights, slots, counters, history.
  void save(const std::filesystem::path& file) const;
  /// errors    bad_checkpoint (of another network or setup), file_missing, bad_safetensors
  void restore(const std::filesystem::path& file);

  /// Weights and statistics of the result, without the optimizer's memory.
  [[nodiscard]] State weights() const;
  [[nodiscard]] const History& history() const;
  [[nodiscard]] std::int64_t step() const;
  [[nodiscard]] const Plan& plan() const;
  [[nodiscard]] Executor& executor();
  [[nodiscard]] std::int64_t epochs_left() const;
  /// An estimate, from a few steps; then training stands again where it began or was restored. Not
  /// to be called once it runs.
  [[nodiscard]] double seconds_per_epoch();
  /// Of the file that `save` writes.
  [[nodiscard]] std::size_t checkpoint_bytes() const;
  /// Bytes that training will add to what this process holds already.
  [[nodiscard]] std::size_t predicted_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot
