#include "data/read_ahead.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace ingot {
namespace {

class Queue {
 public:
  // Waits for room; false where nobody takes any more.
  bool put(const Table& run) {
    constexpr std::size_t kMost = 2;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return runs_.size() < kMost || is_closed_; });
    if (is_closed_) return false;
    runs_.push_back(run);
    changed_.notify_all();
    return true;
  }
  // Waits for a run; nothing at the end. errors: that of the reader
  std::optional<Table> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !runs_.empty() || is_closed_; });
    if (runs_.empty()) {
      if (error_) std::rethrow_exception(error_);
      return std::nullopt;
    }
    Table run = std::move(runs_.front());
    runs_.pop_front();
    changed_.notify_all();
    return run;
  }
  void close(std::exception_ptr error = nullptr) {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    if (!error_) error_ = std::move(error);
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Table> runs_;
  bool is_closed_ = false;
  std::exception_ptr error_;
};

}  // namespace

void for_each_run_ahead(const TableSource& rows, int num_threads,
                        const std::function<void(const Table& rows)>& body) {
  if (num_threads <= 1) return rows.for_each_run(body);
  struct Stop {};
  Queue queue;
  std::jthread reader([&] {
    try {
      rows.for_each_run([&](const Table& run) {
        if (!queue.put(run)) throw Stop();
      });
      queue.close();
    } catch (const Stop&) {
    } catch (...) {
      queue.close(std::current_exception());
    }
  });
  try {
    while (const std::optional<Table> run = queue.take()) body(*run);
  } catch (...) {
    queue.close();
    throw;
  }
}

}  // namespace ingot
