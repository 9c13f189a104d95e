// SentencePiece's compiled table of what strings of characters become.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "features/aligned_text.h"

namespace ingot {

/// From the longest string of the table at each place to what stands for it; other characters stay,
/// bytes that are no UTF-8 become U+FFFD.
class CharacterMap {
 public:
  /// The table as it lies in a GGUF file: bytes of the double array (u32), the double array, then
  /// texts with a NUL after each.
  ///
  /// errors    bad_tokenizer
  /// source    Aoe 1989, an efficient digital search algorithm by using a double-array structure;
  ///           units of 32 bits as Darts-clone packs them
  explicit CharacterMap(std::string bytes);

  [[nodiscard]] AlignedText apply(const TextPiece& text) const;
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  struct Match {
    std::size_t size_bytes = 0;
    std::string_view becomes;
  };
  [[nodiscard]] Match longest_match(std::string_view text) const;
  [[nodiscard]] std::uint32_t unit(std::size_t node) const;

  std::string bytes_;
  std::size_t num_units_ = 0;
};

}  // namespace ingot
