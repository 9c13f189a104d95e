// In which encoding a text file is, and from there to UTF-8.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "ingot/error.h"

namespace ingot {

struct Encoding {
  std::string name = "UTF-8";  ///< as ICU knows it
  std::size_t mark_bytes = 0;  ///< of the byte order mark that the file begins with
  Text note = {};              ///< for people; empty where there is nothing to tell
};

/// The encoding that `told` names (gbk, latin1, Shift_JIS ...; empty: look at the byte order mark,
/// then whether all is UTF-8, then guess).
///
/// errors    unknown_encoding, file_missing
[[nodiscard]] Encoding encoding_of_file(const std::filesystem::path& file, const std::string& told);
/// A guess for text that is not UTF-8: an encoding in which all of `bytes` can be read.
[[nodiscard]] std::string guess_encoding(std::string_view bytes);

/// From one encoding to UTF-8, piece by piece; bytes that end within a character are kept for the
/// next piece.
class Decoder {
 public:
  /// errors    unknown_encoding
  explicit Decoder(const std::string& encoding);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  enum class Piece { middle, last };
  /// Appends to `utf8` what was read before the first byte that is wrong; false where there is one.
  [[nodiscard]] bool decode(std::string_view bytes, Piece piece, std::string& utf8);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ingot
