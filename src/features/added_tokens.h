// Tokens that are found in a text before a model sees it, such as "<|endoftext|>".
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "features/aligned_text.h"
#include "features/token_trie.h"

namespace ingot {

struct AddedToken {
  TokenId id = kNoToken;
  std::string content;
  bool is_special = false;   ///< controls a model: not read from texts unless one asks
  bool single_word = false;  ///< only where no letter or digit stands beside it
  bool takes_blanks_before = false, takes_blanks_after = false;
  bool is_normalized = false;  ///< found in the normalised text
};

class AddedTokens {
 public:
  AddedTokens() = default;
  /// `written` are the contents as they are found, one for each token.
  AddedTokens(std::vector<AddedToken> tokens, const std::vector<std::string>& written);

  [[nodiscard]] bool is_empty() const { return tokens_.empty(); }
  struct Found {
    std::size_t begin, end;
    TokenId id;
  };
  enum class Special { found, text };
  /// Calls body with each token from left to right, the longest where several begin.
  /// cost   1 ns a byte
  void for_each(std::string_view text, Special special,
                const std::function<void(const Found&)>& body) const;

 private:
  std::vector<AddedToken> tokens_;
  TokenTrie all_, not_special_;       ///< to the place among `tokens_`
  std::vector<std::uint8_t> begins_;  ///< of each byte: a token begins so
};

/// "added_tokens" of a tokenizer.json. errors: bad_tokenizer
[[nodiscard]] std::vector<AddedToken> added_tokens_from_json(const nlohmann::json& values);
[[nodiscard]] nlohmann::json to_json(const std::vector<AddedToken>& tokens);

}  // namespace ingot
