#include "features/tokenizer.h"

#include <limits>

#include "base/near_name.h"
#include "features/byte_alphabet.h"
#include "features/tokenizer_error.h"

namespace ingot {
namespace {

using nlohmann::json;

struct SpecialName {
  const char* role;
  std::optional<TokenId> SpecialTokens::*token;
  std::vector<const char*> usual;  ///< texts, the most telling first
};
const std::vector<SpecialName>& special_names() {
  static const std::vector<SpecialName> names{
      {"bos", &SpecialTokens::bos, {"<s>", "<bos>", "<|begin_of_text|>", "<|startoftext|>"}},
      {"eos", &SpecialTokens::eos, {"</s>", "<eos>", "<|end_of_text|>", "<|endoftext|>"}},
      {"pad", &SpecialTokens::pad, {"[PAD]", "<pad>", "<|pad|>"}},
      {"unk", &SpecialTokens::unk, {"[UNK]", "<unk>"}},
      {"mask", &SpecialTokens::mask, {"[MASK]", "<mask>"}},
      {"cls", &SpecialTokens::cls, {"[CLS]"}},
      {"sep", &SpecialTokens::sep, {"[SEP]"}}};
  return names;
}

void require_length(std::string_view text) {
  if (text.size() >= std::numeric_limits<std::int32_t>::max())
    throw Error("text_too_long", ingot::text("a text of {} bytes cannot become tokens at once",
                                             "{} 字节的文本无法一次切分", text.size()))
        .fix(ingot::text("cut it into parts of less than 2 GiB", "请切成小于 2 GiB 的部分"));
}

const TokenizerDef& def_of_type(const std::string& type) {
  std::vector<std::string> types;
  for (const TokenizerDef& def : tokenizer_registry()) {
    if (def.type == type) return def;
    types.push_back(def.type);
  }
  throw unsupported_tokenizer(text("model", "模型"), type, types);
}

// Older files leave the type out.
std::string type_of_model(const json& model) {
  if (!value_or_null(model, "type").is_null()) return text_value(model, "type");
  if (!value_or_null(model, "merges").is_null()) return "BPE";
  if (value_or_null(model, "vocab").is_array()) return "Unigram";
  if (!value_or_null(model, "continuing_subword_prefix").is_null()) return "WordPiece";
  return "WordLevel";
}

}  // namespace

const TokenizerDef& find_tokenizer(std::string_view name) {
  std::vector<std::string> names;
  for (const TokenizerDef& def : tokenizer_registry()) {
    if (def.name == name) return def;
    names.push_back(def.name);
  }
  const std::string near = near_name(name, names);
  Error error("unknown_tokenizer",
              text("there is no tokeniser \"{}\"", "没有名为 \"{}\" 的分词器", name));
  throw std::move(error)
      .expected(text("one of {}", "{} 之一", fmt::join(names, " ")))
      .fix(near.empty() ? text("take one of these", "请从中选择")
                        : text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

Tokenizer Tokenizer::from_json(const json& values) try {
  if (!values.is_object()) throw bad_tokenizer(text("it is no JSON object", "不是 JSON 对象"));
  Tokenizer t;
  t.normalizer_ = TextNormalizer::from_json(value_or_null(values, "normalizer"));
  t.pre_tokenizer_ = PreTokenizer::from_json(value_or_null(values, "pre_tokenizer"));
  const json& model = value_or_null(values, "model");
  t.model_ = def_of_type(type_of_model(model))
                 .load(model, {.is_byte_level = t.pre_tokenizer_.is_byte_level()});
  t.vocabulary_size_ = t.model_->vocabulary().size();

  t.added_ = added_tokens_from_json(value_or_null(values, "added_tokens"));
  const std::int64_t most =
      t.vocabulary_size_ + static_cast<std::int64_t>(t.added_.size()) + kMostGaps;
  std::vector<AddedToken> raw, normalized;
  std::vector<std::string> raw_texts, normalized_texts, by_number;
  for (const AddedToken& token : t.added_) {
    if (token.id >= most)
      throw bad_tokenizer(text("the number {} of the added token \"{}\" is far beyond all others",
                               "附加标记 \"{1}\" 的编号 {0} 远大于其他编号", token.id,
                               token.content));
    const bool late = token.is_normalized && !t.normalizer_.is_empty();
    (late ? normalized : raw).push_back(token);
    if (late)
      normalized_texts.push_back(t.normalizer_.apply(token.content));
    else
      raw_texts.push_back(token.content);
    t.vocabulary_size_ = std::max(t.vocabulary_size_, token.id + 1);
    const auto at = static_cast<std::size_t>(token.id);
    if (at >= by_number.size()) by_number.resize(at + 1);
    by_number[at] = token.content;
  }
  t.raw_added_ = AddedTokens(std::move(raw), raw_texts);
  t.normalized_added_ = AddedTokens(std::move(normalized), normalized_texts);
  t.added_texts_ = Vocabulary(by_number);
  t.is_special_.assign(static_cast<std::size_t>(t.vocabulary_size_), 0);
  for (const AddedToken& token : t.added_)
    if (token.is_special) t.is_special_[static_cast<std::size_t>(token.id)] = 1;
  t.template_ =
      TokenTemplate::from_json(value_or_null(values, "post_processor"), t.model_->vocabulary());
  t.decoder_ = TokenDecoder::from_json(value_or_null(values, "decoder"));
  t.find_special(value_or_null(values, "special_tokens"));
  return t;
} catch (const json::exception& e) {
  throw bad_tokenizer(text("a value is not of its kind ({})", "某个值的类型不对 ({})", e.what()));
}

// From their names, or else from the usual texts.
void Tokenizer::find_special(const json& named) {
  for (const SpecialName& name : special_names()) {
    std::optional<TokenId>& found = special_.*name.token;
    if (!named.is_null()) {
      const std::string token = text_value(named, name.role, "");
      if (!token.empty()) found = find(token);
      continue;
    }
    for (const char* usual : name.usual)
      if (!found) found = find(usual);
  }
  if (!special_.unk && model_->unknown() != kNoToken) special_.unk = model_->unknown();
}

json Tokenizer::to_json() const {
  json named = json::object();
  for (const SpecialName& name : special_names())
    if (const std::optional<TokenId> id = special_.*name.token) named[name.role] = token(*id);
  return {{"version", "1.0"},
          {"truncation", nullptr},
          {"padding", nullptr},
          {"added_tokens", ingot::to_json(added_)},
          {"normalizer", normalizer_.to_json()},
          {"pre_tokenizer", pre_tokenizer_.to_json()},
          {"post_processor", template_.to_json()},
          {"decoder", decoder_.to_json()},
          {"model", model_->to_json()},
          {"special_tokens", std::move(named)}};
}

std::span<const TokenTemplate::Part> Tokenizer::parts_for(const EncodeOptions& options) const {
  static const TokenTemplate::Part alone{};
  return options.with_template ? template_.single() : std::span(&alone, 1);
}

void Tokenizer::encode_normalized(const TextPiece& text, Work& work) const {
  std::vector<std::uint32_t> ends;
  pre_tokenizer_.split(text, [&](const TextPiece& piece) {
    if (!piece.origin)
      return model_->encode(piece.text, {work.tokens.ids, nullptr, work.cache.get()});
    ends.clear();
    model_->encode(piece.text, {work.tokens.ids, &ends});
    std::uint32_t begin = 0;
    for (const std::uint32_t end : ends) {
      work.tokens.spans.push_back(piece.span(begin, end));
      begin = end;
    }
  });
}

void Tokenizer::encode_plain(const TextPiece& text, Work& work) const {
  if (text.text.empty()) return;
  AlignedText changed;
  TextPiece rest = text;
  if (!normalizer_.is_empty()) {
    changed = normalizer_.apply(text);
    rest = {changed.text, text.origin ? changed.origin.data() : nullptr, text.begins_text};
  }
  std::size_t at = 0;
  normalized_added_.for_each(rest.text, work.special, [&](const AddedTokens::Found& found) {
    encode_normalized(rest.part(at, found.begin), work);
    work.tokens.ids.push_back(found.id);
    if (rest.origin) work.tokens.spans.push_back(rest.span(found.begin, found.end));
    at = found.end;
  });
  encode_normalized(at == 0 ? rest : rest.part(at, rest.text.size()), work);
}

void Tokenizer::encode_into(const TextPiece& text, Work& work) const {
  std::size_t at = 0;
  raw_added_.for_each(text.text, work.special, [&](const AddedTokens::Found& found) {
    encode_plain(text.part(at, found.begin), work);
    work.tokens.ids.push_back(found.id);
    if (text.origin) work.tokens.spans.push_back(text.span(found.begin, found.end));
    at = found.end;
  });
  encode_plain(at == 0 ? text : text.part(at, text.text.size()), work);
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  require_length(text);
  constexpr std::size_t kUsualTokenBytes = 3;
  Work work;
  if (options.reads_special) work.special = AddedTokens::Special::found;
  std::vector<TokenId>& ids = work.tokens.ids;
  ids.reserve(text.size() / kUsualTokenBytes);
  if (text.size() >= PieceCache::kWorthItBytes) work.cache = std::make_unique<PieceCache>();
  for (const TokenTemplate::Part& part : parts_for(options)) {
    if (part.id != kNoToken)
      ids.push_back(part.id);
    else
      encode_into({text, nullptr, true}, work);
  }
  return std::move(ids);
}

Tokens Tokenizer::encode_with_spans(std::string_view text, const EncodeOptions& options) const {
  require_length(text);
  Work work;
  if (options.reads_special) work.special = AddedTokens::Special::found;
  Tokens& tokens = work.tokens;
  std::vector<TextSpan> origin(text.size());
  for (std::uint32_t i = 0; i < origin.size(); ++i) origin[i] = {i, i + 1};
  for (const TokenTemplate::Part& part : parts_for(options)) {
    if (part.id != kNoToken)
      tokens.ids.push_back(part.id);
    else
      encode_into({text, origin.data(), true}, work);
    tokens.spans.resize(tokens.ids.size());
    tokens.types.resize(tokens.ids.size(), part.type);
  }
  return std::move(tokens);
}

Tokens Tokenizer::encode_pair(std::string_view first, std::string_view second,
                              const EncodeOptions& options) const {
  EncodeOptions plain = options;
  plain.with_template = false;
  const Tokens texts[2] = {encode_with_spans(first, plain), encode_with_spans(second, plain)};
  Tokens tokens;
  for (const TokenTemplate::Part& part : template_.pair()) {
    if (part.id == kNoToken) {
      const Tokens& t = texts[part.text];
      tokens.ids.insert(tokens.ids.end(), t.ids.begin(), t.ids.end());
      tokens.spans.insert(tokens.spans.end(), t.spans.begin(), t.spans.end());
    } else if (options.with_template) {
      tokens.ids.push_back(part.id);
    }
    tokens.spans.resize(tokens.ids.size());
    tokens.types.resize(tokens.ids.size(), part.type);
  }
  return tokens;
}

bool Tokenizer::is_special(TokenId id) const {
  return id >= 0 && id < vocabulary_size_ && is_special_[static_cast<std::size_t>(id)] != 0;
}

std::string Tokenizer::token(TokenId id) const {
  if (id < 0 || id >= vocabulary_size_)
    throw Error("unknown_token", text("no token has the number {}", "没有编号为 {} 的标记", id))
        .expected(text("numbers from 0 to {}", "0 到 {} 的编号", vocabulary_size_ - 1))
        .fix(text("decode with the tokeniser that encoded", "请用编码时的分词器解码"));
  if (id < added_texts_.size() && added_texts_.size_bytes(id) > 0)
    return std::string(added_texts_[id]);
  return id < model_->vocabulary().size() ? std::string(model_->vocabulary()[id]) : std::string();
}

std::optional<TokenId> Tokenizer::find(std::string_view token) const {
  TokenId id = added_texts_.find(token);
  if (id == kNoToken) id = model_->vocabulary().find(token);
  return id == kNoToken ? std::nullopt : std::optional(id);
}

std::string Tokenizer::decode(std::span<const TokenId> ids, Special special) const {
  std::vector<std::string> tokens;
  tokens.reserve(ids.size());
  for (const TokenId id : ids) {
    std::string t = token(id);
    if (special == Special::skipped && is_special(id)) continue;
    // Added tokens are written as they are.
    const bool is_added = id < added_texts_.size() && added_texts_.size_bytes(id) > 0;
    tokens.push_back(is_added && decoder_.is_byte_level() ? in_byte_alphabet(t) : std::move(t));
  }
  return decoder_.decode(std::move(tokens));
}

void Tokenizer::for_each_piece(std::string_view text, const OnPiece& on_piece) const {
  const std::string changed = normalizer_.is_empty() ? std::string() : normalizer_.apply(text);
  pre_tokenizer_.split({normalizer_.is_empty() ? text : changed, nullptr, true}, on_piece);
}

}  // namespace ingot
