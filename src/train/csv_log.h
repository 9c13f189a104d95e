// The history of a training as a CSV file.
#pragma once

#include <filesystem>

#include "ingot/train.h"

namespace ingot {

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

}  // namespace ingot
