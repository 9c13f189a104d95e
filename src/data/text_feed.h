// The text of a file as UTF-8, whatever its encoding, from its beginning to its end.
#pragma once

#include <optional>

#include "data/byte_feed.h"
#include "data/encoding.h"

namespace ingot {

class TextFeed {
 public:
  /// errors    file_missing, file_unreadable, unknown_encoding
  TextFeed(const std::filesystem::path& file, const Encoding& encoding);

  /// Appends some of the text, whole characters; false at the end.
  ///
  /// errors    bad_table with the line: not of this encoding, a NUL byte, damaged gzip data
  [[nodiscard]] bool read(std::string& text);

 private:
  void append_utf8(std::string_view bytes, std::string& text);
  void append_decoded(std::string_view bytes, std::string& text);
  [[nodiscard]] Error not_in_encoding(std::string_view before) const;
  void require_text(std::string_view text) const;

  std::string file_;
  Encoding encoding_;
  ByteFeed feed_;
  std::optional<Decoder> decoder_;  // nothing: UTF-8
  std::string bytes_;               // read, not yet told
  bool has_begun_ = false, has_ended_ = false;
  std::int64_t line_ = 1;
};

/// errors    those of TextFeed
[[nodiscard]] std::string whole_text(const std::filesystem::path& file, const Encoding& encoding);

/// The lines of a text without their ends (\n or \r\n).
class LineFeed {
 public:
  LineFeed(const std::filesystem::path& file, const Encoding& encoding)
      : file_(file.string()), feed_(file, encoding) {}

  /// The next line, valid until the next call; false at the end.
  ///
  /// errors    bad_table: also a line of more than 64 MiB
  [[nodiscard]] bool next(std::string_view& line);
  /// Of the line that came last, from 1.
  [[nodiscard]] std::int64_t number() const { return number_; }

 private:
  std::string file_;
  TextFeed feed_;
  std::string text_;
  std::size_t at_ = 0;
  bool has_ended_ = false;
  std::int64_t number_ = 0;
};

/// A record or a line that is longer is a mistake in the file.
constexpr std::size_t kMostBytesOfRecord = std::size_t{64} << 20;

}  // namespace ingot
