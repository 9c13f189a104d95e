#include "features/vocabulary.h"

#include <bit>

#include "features/text_hash.h"
#include "features/tokenizer_error.h"

namespace ingot {
Vocabulary::Vocabulary(const std::vector<std::string>& tokens)
    : slots_(std::bit_ceil(tokens.size() * 2 + 1)) {
  begin_.reserve(tokens.size() + 1);
  for (const std::string& token : tokens) {
    const auto id = static_cast<TokenId>(begin_.size() - 1);
    if (!token.empty() && find(token) == kNoToken) {
      const std::uint64_t hash = hash_text(token);
      std::size_t slot = hash & (slots_.size() - 1);
      while (slots_[slot].id != kNoToken) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = {static_cast<std::uint32_t>(hash >> 32), id};
    }
    pool_ += token;
    begin_.push_back(static_cast<std::uint32_t>(pool_.size()));
  }
}

TokenId Vocabulary::find(std::string_view text) const {
  const std::uint64_t hash = hash_text(text);
  for (std::size_t slot = hash & (slots_.size() - 1);; slot = (slot + 1) & (slots_.size() - 1)) {
    const Slot& s = slots_[slot];
    if (s.id == kNoToken) return kNoToken;
    if (s.hash == static_cast<std::uint32_t>(hash >> 32) && (*this)[s.id] == text) return s.id;
  }
}

std::vector<std::string> Vocabulary::tokens_from_json(const nlohmann::json& values) {
  if (!values.is_object()) throw bad_tokenizer(text("its vocabulary is none", "词表无效"));
  const std::int64_t most = static_cast<std::int64_t>(values.size()) + kMostGaps;
  std::vector<std::string> tokens;
  for (const auto& [token, id] : values.items()) {
    if (!id.is_number_integer() || id.get<std::int64_t>() < 0 || id.get<std::int64_t>() >= most ||
        token.empty())
      throw bad_tokenizer(
          text("the number of token \"{}\" is none", "标记 \"{}\" 的编号无效", token));
    const auto at = id.get<std::size_t>();
    if (at >= tokens.size()) tokens.resize(at + 1);
    if (!tokens[at].empty())
      throw bad_tokenizer(text("the tokens \"{}\" and \"{}\" have the same number {}",
                               "标记 \"{}\" 与 \"{}\" 的编号同为 {}", tokens[at], token, at));
    tokens[at] = token;
  }
  return tokens;
}

nlohmann::json Vocabulary::to_json() const {
  nlohmann::json values = nlohmann::json::object();
  for (TokenId id = size() - 1; id >= 0; --id)
    if (size_bytes(id) > 0) values[std::string((*this)[id])] = id;
  return values;
}

}  // namespace ingot
