// Files that are too large to be put together in memory.
#pragma once

#include <filesystem>
#include <string_view>

namespace ingot {

/// A new file that is written from its beginning to its end.
class FileWriter {
 public:
  /// Empties a file that is there. errors: disk_full, file_unreadable, file_unwritable
  explicit FileWriter(const std::filesystem::path& path);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  /// errors: disk_full, file_unwritable
  void append(std::string_view bytes);
  /// Puts all on the disk; then nothing more may be appended. errors: disk_full, file_unwritable
  void finish();

 private:
  std::filesystem::path path_;
  int fd_;
};

/// Held by one process at a time; free again when it ends, however it does.
class FileLock {
 public:
  /// Waits until it is free. errors: file_missing, file_unreadable, file_unwritable
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_;
};

}  // namespace ingot
