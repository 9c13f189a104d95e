#include "formats/vocab_txt.h"

#include <algorithm>

#include "base/files.h"
#include "base/utf8.h"
#include "features/characters.h"
#include "features/tokenizer_error.h"

namespace ingot {
namespace {

using nlohmann::json;

bool has_capital(std::string_view token) {
  return !token.starts_with('[') && std::ranges::any_of(token, is_capital);
}

}  // namespace

Tokenizer read_vocab_txt(std::string_view bytes, VocabCase letters) {
  if (!is_utf8(bytes)) throw bad_tokenizer(text("it is not UTF-8", "不是 UTF-8"));
  json vocab = json::object(), added = json::array();
  bool keeps_case = letters == VocabCase::kept;
  for (std::int64_t id = 0; !bytes.empty(); ++id) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view token = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (token.ends_with('\r')) token.remove_suffix(1);
    if (token.empty()) continue;
    if (!vocab.emplace(std::string(token), id).second)
      throw bad_tokenizer(
          text("line {} has the token \"{}\" again", "第 {} 行的标记 \"{}\" 重复", id + 1, token));
    keeps_case = keeps_case || (letters == VocabCase::guessed && has_capital(token));
  }
  if (!vocab.contains("[UNK]"))
    throw bad_tokenizer(text("it has no token [UNK]", "没有标记 [UNK]"));
  for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
    if (vocab.contains(special))
      added.push_back({{"id", vocab[special]}, {"content", special}, {"special", true}});

  json values = find_tokenizer("wordpiece").parts();
  values.erase("special");
  values["normalizer"]["lowercase"] = !keeps_case;
  if (!vocab.contains("[CLS]") || !vocab.contains("[SEP]")) values.erase("post_processor");
  values["added_tokens"] = std::move(added);
  values["model"] = {{"type", "WordPiece"}, {"unk_token", "[UNK]"}, {"vocab", std::move(vocab)}};
  return Tokenizer::from_json(values);
}

Tokenizer load_vocab_txt(const std::filesystem::path& path, VocabCase letters) {
  const std::string bytes = read_file(path);
  try {
    return read_vocab_txt(bytes, letters);
  } catch (Error& e) {
    throw std::move(e).where({path.string(), path.string()});
  }
}

}  // namespace ingot
