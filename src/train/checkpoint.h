// Where a training stands, as one file.
#pragma once

#include <filesystem>

#include "ingot/train.h"
#include "nn/parameter.h"
#include "train/hits.h"

namespace ingot {

/// Sums over the steps of the running epoch.
struct RunningSums {
  double loss = 0;  ///< mean loss of each batch times its rows
  std::int64_t rows = 0;
  Hits hits = {};  ///< of the rows, or of their tokens

  void add(const std::optional<Hits>& more) {
    if (!more) return;
    hits.right += more->right;
    hits.judged += more->judged;
  }
  /// "loss", and "accuracy" where rows or tokens can be right.
  [[nodiscard]] Figures figures() const;
};

struct TrainingProgress {
  State state;
  std::int64_t step = 0;           ///< updates so far
  std::int64_t step_in_epoch = 0;  ///< of the running epoch
  double learning_rate = 0;        ///< of the last step
  RunningSums sums;
  History history;
  State best;  ///< weights of the best epoch so far; empty when none are kept

  [[nodiscard]] std::int64_t epoch() const { return static_cast<std::int64_t>(history.size()); }
  /// The watched loss of each finished epoch.
  [[nodiscard]] std::vector<double> epoch_losses() const;
};

/// Writes one safetensors file, whole or not at all.
void save_progress(const TrainingProgress& progress, const std::filesystem::path& file);
/// errors    bad_checkpoint when the file does not hold exactly `parameters`
[[nodiscard]] TrainingProgress load_progress(const std::filesystem::path& file,
                                             const Parameters& parameters);

/// Figures as JSON text and back; numbers keep all their bits.
[[nodiscard]] std::string history_to_json(const History& history);
[[nodiscard]] History history_from_json(const std::string& json);

}  // namespace ingot
