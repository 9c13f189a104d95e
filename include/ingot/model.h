// Models as Keras and PyTorch users know them: compile, fit, evaluate, predict.
#pragma once

#include <memory>

#include "ingot/network.h"
#include "ingot/train.h"

namespace ingot {

struct CompileSettings {
  Optimizer optimizer = "adam";
  Loss loss = "sparse_categorical_crossentropy";
  double clip_norm = 0, clip_value = 0;  ///< of the gradients; 0: none
  double average_decay = 0;              ///< of a moving average of the weights; 0: none
  int num_threads = 1;
  /// Convolutions of 3 x 3 may run as Winograd's: faster, with errors of 1e-5 instead of 1e-6.
  bool winograd = true;
};

struct FitSettings {
  std::int64_t epochs = 1;
  std::int64_t batch = 32;
  std::int64_t micro_batches = 1;  ///< parts in which the gradient of a batch is computed
  std::int64_t seed = 0;           ///< of the order of the rows and of every random layer
  /// Bytes that training may add to what this process holds when it begins; 0: any. Results that
  /// are needed late then are computed again instead of being kept, which takes longer; the weights
  /// have the same bits.
  std::size_t memory_limit = 0;
  Tensor valid_x = {}, valid_y = {};
  std::vector<Callback*> callbacks = {};
  /// Written after every epoch when it is not empty, and taken up when it is there.
  std::filesystem::path checkpoint = {};
};

/// A network with weights.
class Model {
 public:
  /// Weights start by the layers' initializers, as a function of `seed` alone.
  explicit Model(Network network, std::int64_t seed = 0);
  ~Model();
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;

  /// How the following `fit` trains. errors: unknown_optimizer, unknown_loss, bad_option
  void compile(const CompileSettings& settings);

  /// Trains on rows `x` (rows, ...) and targets `y` as the loss takes them: class indices i64
  /// (rows) for sparse_categorical_crossentropy, else floats in the shape of the output.
  ///
  /// returns   the figures of each epoch
  /// errors    not_compiled, shape_mismatch, no_rows, not_finite, memory_limit (says the least that
  ///           can be kept)
  History fit(const Tensor& x, const Tensor& y, const FitSettings& settings = {});

  /// "loss", and "accuracy" where rows can be right. errors: not_compiled, shape_mismatch
  [[nodiscard]] Figures evaluate(const Tensor& x, const Tensor& y);
  /// The network's output for rows `x`; the same bits for a row whatever the other rows are.
  [[nodiscard]] Tensor predict(const Tensor& x);

  [[nodiscard]] Text summary() const { return ingot::summary(network_); }
  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const State& weights() const { return weights_; }
  /// errors    unknown_state, shape_mismatch
  void set_weights(const State& weights);

  /// Network and weights as an ONNX file. errors: file_unwritable, disk_full
  void save_onnx(const std::filesystem::path& path) const;
  /// Weights as safetensors, named by their layers.
  void save_weights(const std::filesystem::path& path) const;
  /// errors    file_missing, bad_safetensors, unknown_state, shape_mismatch
  void load_weights(const std::filesystem::path& path);

 private:
  struct Compiled;
  Network network_;
  State weights_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace ingot
