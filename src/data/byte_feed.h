// The bytes of a file, plain or gzipped, from its beginning to its end.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

struct gzFile_s;

namespace ingot {

class ByteFeed {
 public:
  /// errors    file_missing, file_unreadable
  explicit ByteFeed(const std::filesystem::path& file);
  ~ByteFeed();
  ByteFeed(const ByteFeed&) = delete;
  ByteFeed& operator=(const ByteFeed&) = delete;

  /// Appends up to `most` bytes; false at the end.
  ///
  /// errors    bad_table (the gzip data is damaged or cut off), file_unreadable
  [[nodiscard]] bool read(std::string& bytes, std::size_t most);

 private:
  std::filesystem::path path_;
  gzFile_s* file_;
};

}  // namespace ingot
