// A file for what would take too much memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace ingot {

/// A file without a name in $TMPDIR, else in /var/tmp: its space is free again when the object is
/// gone, or the program, however it ends.
class ScratchFile {
 public:
  /// errors: file_unwritable
  ScratchFile();
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  /// Of what was appended.
  [[nodiscard]] std::int64_t size() const { return size_; }
  /// At the end. errors: disk_full, file_unwritable
  void append(std::span<const std::byte> bytes);
  /// Anywhere, in a file to which nothing is appended; any number of threads at a time. errors:
  /// disk_full, file_unwritable
  void write(std::int64_t place, std::span<const std::byte> bytes);
  /// Any number of threads at a time. errors: file_unwritable (the disk fails)
  void read(std::int64_t place, std::span<std::byte> into) const;

 private:
  int file_ = -1;
  std::int64_t size_ = 0;
};

}  // namespace ingot
