// Files: whole reads, writes that leave the old file or the new one, never half of one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/error.h"

namespace ingot {

/// errors: file_missing, file_unreadable
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// Writes aside, syncs, renames: after a crash the file is the old one or the new one. Makes
/// missing parent folders. errors: disk_full, file_unwritable
void write_file(const std::filesystem::path& path, std::string_view bytes);
/// The same for a file that is the parts in their order, without putting it together in memory.
void write_file(const std::filesystem::path& path, std::span<const std::string_view> parts);

/// Moves a finished folder to its final name and syncs the parent. errors: file_unwritable
void publish_folder(const std::filesystem::path& from, const std::filesystem::path& to);

/// errors: disk_full unless the disk of `path`, which need not exist yet, has so many bytes free.
void require_disk_space(const std::filesystem::path& path, std::size_t bytes);

/// Entries of a folder in byte order of their names. errors: file_missing, file_unreadable
[[nodiscard]] std::vector<std::filesystem::path> list_folder(const std::filesystem::path& folder);

/// A read-only file in memory, loaded page by page as it is read.
class MappedFile {
 public:
  /// errors: file_missing, file_unreadable
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(data_), size_};
  }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Writes all of `bytes` where the file stands; 0, or what errno says.
[[nodiscard]] int write_all(int file, std::string_view bytes);

/// What `errno` says about `path`, as an Error with the way to mend it.
[[nodiscard]] Error file_error(int error_number, const std::filesystem::path& path);

}  // namespace ingot
