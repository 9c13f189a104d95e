// Translation word for word: the translator that anybody can have.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ingot {

/// For each word the one that most probably stands for it in the other language, learned from pairs
/// of texts alone.
///
/// source    Brown et al. 1993, The mathematics of statistical machine translation, sec. 4.2 (Model
///           1), without the empty word
class WordTranslation {
 public:
  /// From as many pairs, spread over all, as have four million pairs of words together.
  /// cost      at most some seconds and 200 MB
  WordTranslation(std::span<const std::string> sources, std::span<const std::string> targets);

  /// Words that it has not seen stay as they are.
  [[nodiscard]] std::string translate(std::string_view source) const;

 private:
  std::unordered_map<std::string, std::string> best_;
};

}  // namespace ingot
