// Training: what it reports, and what may listen to it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// Figures by name: "loss", "accuracy", "learning_rate".
using Figures = std::map<std::string, double, std::less<>>;

/// One finished epoch.
struct EpochFigures {
  std::int64_t epoch = 0;  ///< from 1
  Figures train;           ///< means over the epoch's steps, while the weights changed
  Figures valid;           ///< with the weights at its end; empty without validation rows
  double learning_rate = 0;
};
using History = std::vector<EpochFigures>;

/// Where a running epoch stands.
struct StepReport {
  std::int64_t epoch = 0;  ///< from 1
  std::int64_t num_epochs = 0;
  std::int64_t rows_done = 0, num_rows = 0;  ///< of this epoch
  std::int64_t step = 0;                     ///< from 1, over all epochs
  Figures train;                             ///< means over the epoch so far
};

/// Listens to a training, and may end it.
class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_step(const StepReport&) {}
  virtual void on_epoch(const History&) {}
  /// Asked after each epoch. A function of the history alone, so that a resumed run ends alike.
  [[nodiscard]] virtual bool should_stop(const History&) const { return false; }
};

/// Ends training when `figure` of the validation rows (of the training rows without them) has not
/// become better for `patience` epochs.
class EarlyStop final : public Callback {
 public:
  explicit EarlyStop(std::int64_t patience, std::string figure = "loss");
  [[nodiscard]] bool should_stop(const History& history) const override;

 private:
  std::int64_t patience_;
  std::string figure_;
};

/// Index of the best epoch by `figure` ("accuracy": highest, all others: lowest), the earliest of
/// equal ones; of the validation rows where there are any.
[[nodiscard]] std::size_t best_epoch(const History& history, const std::string& figure);

/// One line per epoch: epoch, learning_rate, then each figure as train_NAME and valid_NAME; empty
/// where an epoch has none, numbers in as many digits as give the same double back.
[[nodiscard]] std::string history_to_csv(const History& history);

/// Writes the whole history anew after each epoch, so that a resumed training leaves one table.
class CsvLog final : public Callback {
 public:
  explicit CsvLog(std::filesystem::path path) : path_(std::move(path)) {}
  /// errors    disk_full, file_unwritable
  void on_epoch(const History& history) override;

 private:
  std::filesystem::path path_;
};

/// Appends each epoch to an event file: the scalars NAME/train and NAME/valid for each figure, and
/// learning_rate, with the epoch as the step. The file then holds every epoch of the history once:
/// what a killed run left half-written, or wrote of epochs that are now repeated, is cut off.
/// TensorBoard only opens files with "tfevents" in their names.
class TensorBoardLog final : public Callback {
 public:
  explicit TensorBoardLog(std::filesystem::path path) : path_(std::move(path)) {}
  /// errors    disk_full, file_unwritable, file_unreadable
  void on_epoch(const History& history) override;

 private:
  void open();
  void append(std::string_view record);

  std::filesystem::path path_;
  bool opened_ = false;
  std::uintmax_t size_bytes_ = 0;
  std::map<std::int64_t, std::uintmax_t> begins_;  ///< where the record of each epoch begins
};

}  // namespace ingot
