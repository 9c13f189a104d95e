// The next batch, made while the current one is trained on.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "train/row_source.h"

namespace ingot {

class BatchAhead {
 public:
  /// `source` outlives it; a thread of its own reads from it.
  explicit BatchAhead(const RowSource& source);
  ~BatchAhead();
  BatchAhead(const BatchAhead&) = delete;
  BatchAhead& operator=(const BatchAhead&) = delete;

  /// source.get_for_training(rows, epoch), and begins with `next` (may be empty), the rows of the
  /// following call in this epoch.
  ///
  /// errors    those of the source, of these rows
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows, std::int64_t epoch,
                                        std::span<const std::int64_t> next);

 private:
  void serve();

  const RowSource& source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  /// What is asked for, whether it is being made, and what came of it.
  std::vector<std::int64_t> rows_;
  std::int64_t epoch_ = 0;
  bool asked_ = false, done_ = false, stop_ = false;
  std::vector<Tensor> batch_;
  std::exception_ptr error_;
  std::thread thread_;
};

}  // namespace ingot
