#include "features/added_tokens.h"

#include "base/utf8.h"
#include "features/tokenizer_error.h"
#include "features/unicode_classes.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostId = 1 << 30;

bool is_word_character(std::string_view text, std::size_t at) {
  return (character_classes()[character_at(text, at).code] & kWord) != 0;
}

// Where the character before `at` begins.
std::size_t character_before(std::string_view text, std::size_t at) {
  std::size_t begin = at - 1;
  while (begin > 0 && at - begin < 4 && (text[begin] & 0xc0) == 0x80) --begin;
  return begin + character_at(text, begin).size_bytes == at ? begin : at - 1;
}

bool is_blank_at(std::string_view text, std::size_t at) {
  return (character_classes()[character_at(text, at).code] & kSpace) != 0;
}

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, const std::vector<std::string>& written)
    : tokens_(std::move(tokens)), begins_(256) {
  std::vector<std::pair<std::string_view, TokenId>> all, not_special;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (written[i].empty()) continue;
    all.emplace_back(written[i], static_cast<TokenId>(i));
    if (!tokens_[i].is_special) not_special.push_back(all.back());
    begins_[static_cast<unsigned char>(written[i][0])] = 1;
  }
  all_ = TokenTrie(std::move(all));
  not_special_ = TokenTrie(std::move(not_special));
}

void AddedTokens::for_each(std::string_view text, Special special,
                           const std::function<void(const Found&)>& body) const {
  if (tokens_.empty()) return;
  const TokenTrie& trie = special == Special::found ? all_ : not_special_;
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (begins_[static_cast<unsigned char>(text[at])] == 0) continue;
    const TokenTrie::Match match = trie.longest(text.substr(at));
    if (match.id == kNoToken) continue;
    const AddedToken& token = tokens_[static_cast<std::size_t>(match.id)];
    Found found{at, at + match.size_bytes, token.id};
    if (token.single_word && ((at > 0 && is_word_character(text, character_before(text, at))) ||
                              (found.end < text.size() && is_word_character(text, found.end))))
      continue;
    while (token.takes_blanks_before && found.begin > done &&
           is_blank_at(text, character_before(text, found.begin)))
      found.begin = character_before(text, found.begin);
    while (token.takes_blanks_after && found.end < text.size() && is_blank_at(text, found.end))
      found.end += character_at(text, found.end).size_bytes;
    body(found);
    done = found.end;
    at = found.end - 1;
  }
}

std::vector<AddedToken> added_tokens_from_json(const json& values) {
  std::vector<AddedToken> tokens;
  if (values.is_null()) return tokens;
  if (!values.is_array())
    throw bad_tokenizer(text("its added tokens are no list", "附加标记不是列表"));
  for (const json& value : values) {
    const auto id = number_value(value, "id", kMostId);
    if (!id) throw bad_tokenizer(text("an added token has no number", "附加标记缺少编号"));
    const bool special = flag_value(value, "special", false);
    tokens.push_back({.id = static_cast<TokenId>(*id),
                      .content = text_value(value, "content"),
                      .is_special = special,
                      .single_word = flag_value(value, "single_word", false),
                      .takes_blanks_before = flag_value(value, "lstrip", false),
                      .takes_blanks_after = flag_value(value, "rstrip", false),
                      .is_normalized = flag_value(value, "normalized", !special)});
  }
  return tokens;
}

json to_json(const std::vector<AddedToken>& tokens) {
  json values = json::array();
  for (const AddedToken& token : tokens)
    values.push_back({{"id", token.id},
                      {"content", token.content},
                      {"special", token.is_special},
                      {"single_word", token.single_word},
                      {"lstrip", token.takes_blanks_before},
                      {"rstrip", token.takes_blanks_after},
                      {"normalized", token.is_normalized}});
  return values;
}

}  // namespace ingot
