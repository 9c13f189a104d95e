#include "ingot/train.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>

#include "base/files.h"
#include "train/event_records.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

double wall_time() {
  using namespace std::chrono;
  return duration<double>(system_clock::now().time_since_epoch()).count();
}

std::string event_of(const EpochFigures& e) {
  SummaryEvent event(wall_time(), e.epoch);
  for (const auto& [name, value] : e.train) event.add(name + "/train", value);
  for (const auto& [name, value] : e.valid) event.add(name + "/valid", value);
  event.add("learning_rate", e.learning_rate);
  return event.bytes();
}

void cut(const fs::path& path, std::uintmax_t size_bytes) {
  std::error_code failed;
  fs::resize_file(path, size_bytes, failed);
  if (failed) throw file_error(failed.value(), path);
}

}  // namespace

// Takes up the whole records of an earlier run.
void TensorBoardLog::open() {
  opened_ = true;
  if (fs::exists(path_)) {
    const std::string bytes = read_file(path_);
    for (std::string_view rest = bytes;;) {
      const auto record = first_record(rest);
      if (!record) break;
      if (const std::int64_t epoch = step_of_event(*record); epoch > 0)
        begins_.emplace(epoch, bytes.size() - rest.size());
      rest.remove_prefix(record->size() + kRecordFrameBytes);
      size_bytes_ = bytes.size() - rest.size();
    }
    cut(path_, size_bytes_);
  } else if (path_.has_parent_path()) {
    std::error_code failed;
    fs::create_directories(path_.parent_path(), failed);
    if (failed) throw file_error(failed.value(), path_.parent_path());
  }
  if (size_bytes_ == 0) append(frame_record(version_event(wall_time())));
}

void TensorBoardLog::append(std::string_view record) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path_.c_str(), "ab"),
                                                             std::fclose);
  if (!file) throw file_error(errno, path_);
  if (std::fwrite(record.data(), 1, record.size(), file.get()) != record.size() ||
      std::fflush(file.get()) != 0)
    throw file_error(errno, path_);
  size_bytes_ += record.size();
}

void TensorBoardLog::on_epoch(const History& history) {
  if (!opened_) open();
  const std::int64_t newest = history.back().epoch;
  if (const auto repeated = begins_.lower_bound(newest); repeated != begins_.end()) {
    size_bytes_ = repeated->second;
    cut(path_, size_bytes_);
    begins_.erase(repeated, begins_.end());
  }
  for (const EpochFigures& e : history) {
    if (begins_.contains(e.epoch)) continue;
    const std::uintmax_t begin = size_bytes_;
    append(frame_record(event_of(e)));
    begins_.emplace(e.epoch, begin);
  }
}

}  // namespace ingot
