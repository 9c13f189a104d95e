// Greedy pre-training of a network's layers, without labels.
#pragma once

#include <filesystem>
#include <memory>

#include "ingot/train.h"
#include "nn/pretraining.h"
#include "runtime/executor.h"
#include "train/row_source.h"

namespace ingot {

/// What is pre-trained, and how. Together with the rows and the seed it fixes the result.
struct PretrainingSetup {
  Network network;
  Pretraining options;
  std::int64_t seed = 0;
  /// Bytes that pre-training may add to what this process holds when it begins; 0: any.
  std::size_t memory_limit = 0;
};

/// A pre-training that can be saved after any step and goes on from there as if it had never
/// stopped. Epochs are counted over all layers. Figures of an epoch: "reconstruction_error"
/// (train), "free_energy" of as many training rows as held-out ones (train and valid), and
/// "free_energy_gap", valid less train, which grows when the RBM learns its rows by heart (Hinton
/// 2010, sec. 6).
class Pretrainer {
 public:
  /// Of what the rows hold the targets are not used. `held_out` may be null. Rows and executor
  /// outlive it.
  ///
  /// errors    no_rows; nothing_to_train: no layer is Dense with sigmoid; those of trace_rbm_step;
  /// memory_limit: says the least that can be kept
  Pretrainer(PretrainingSetup setup, const RowSource& train, const RowSource* held_out,
             Executor& executor);
  ~Pretrainer();

  /// Trains until the last epoch of the last layer. `checkpoint` (may be empty) is called after
  /// every epoch and about every `checkpoint_seconds`.
  ///
  /// errors    not_finite: names the first op that went wrong; the state is as before that step
  void run(std::span<Callback* const> callbacks, const std::function<void()>& checkpoint = {},
           double checkpoint_seconds = 30);

  /// Everything: weights, velocities, chains, history.
  void save(const std::filesystem::path& file) const;
  /// errors    bad_checkpoint (of another network or setup), file_missing, bad_safetensors
  void restore(const std::filesystem::path& file);

  /// Kernels and biases by the names that they have in the network.
  [[nodiscard]] State weights() const;
  [[nodiscard]] const History& history() const;
  [[nodiscard]] std::int64_t epochs_left() const;
  /// In the order of training.
  [[nodiscard]] std::span<const Rbm> rbms() const;

  /// `rows` (the network's input) up through the first `depth` RBMs, and down again.
  [[nodiscard]] Tensor reconstruct(const Tensor& rows, std::int64_t depth);

  /// An estimate, from two steps of each layer on a copy of the state.
  [[nodiscard]] double seconds_left();
  /// Of the file that `save` writes.
  [[nodiscard]] std::size_t checkpoint_bytes() const;
  /// Bytes that it will add to what this process holds already.
  [[nodiscard]] std::size_t predicted_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot
