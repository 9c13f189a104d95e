// The history of a training for TensorBoard.
#pragma once

#include <filesystem>
#include <map>

#include "ingot/train.h"

namespace ingot {

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
