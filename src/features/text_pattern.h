// Where a text or a regular expression is found in a text.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "features/split_scanners.h"

namespace ingot {

class TextPattern {
 public:
  /// {"String": ...} or {"Regex": ...}, as in a tokenizer.json. errors: bad_tokenizer
  [[nodiscard]] static TextPattern from_json(const nlohmann::json& values);
  /// errors    bad_tokenizer: not a regular expression of ICU
  [[nodiscard]] static TextPattern of_regex(const std::string& regex);

  /// Calls body(begin, end) for each match that is not empty, from left to right.
  ///
  /// errors    bad_tokenizer: a regular expression that takes too long on this text
  /// cost      known patterns 4 ns a byte, others through ICU about 50
  void for_each_match(std::string_view text,
                      const std::function<void(std::size_t begin, std::size_t end)>& body) const;
  /// The text that it is; empty where it is a regular expression.
  [[nodiscard]] const std::string& literal() const { return literal_; }
  /// The loop that it is; null where it is another pattern.
  [[nodiscard]] SplitScanner scanner() const { return scanner_; }

 private:
  std::string literal_;
  SplitScanner scanner_ = nullptr;
  std::shared_ptr<void> regex_;  ///< of ICU
};

}  // namespace ingot
