#include "train/batch_ahead.h"

#include <algorithm>

namespace ingot {

BatchAhead::BatchAhead(const RowSource& source) : source_(source), thread_([this] { serve(); }) {}

BatchAhead::~BatchAhead() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BatchAhead::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stop_ || (asked_ && !done_); });
    if (stop_) return;
    lock.unlock();
    std::vector<Tensor> batch;
    std::exception_ptr error;
    try {
      batch = source_.get_for_training(rows_, epoch_);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    batch_ = std::move(batch);
    error_ = error;
    done_ = true;
    changed_.notify_all();
  }
}

std::vector<Tensor> BatchAhead::get(std::span<const std::int64_t> rows, std::int64_t epoch,
                                    std::span<const std::int64_t> next) {
  std::vector<Tensor> batch;
  std::unique_lock lock(mutex_);
  bool ready = false;
  if (asked_) {
    changed_.wait(lock, [&] { return done_; });
    asked_ = done_ = false;
    if (epoch_ == epoch && std::ranges::equal(rows_, rows)) {
      if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
      batch = std::move(batch_);
      ready = true;
    }
    batch_.clear();
  }
  if (!ready) batch = source_.get_for_training(rows, epoch);
  if (!next.empty()) {
    rows_.assign(next.begin(), next.end());
    epoch_ = epoch;
    asked_ = true;
    lock.unlock();
    changed_.notify_all();
  }
  return batch;
}

}  // namespace ingot
