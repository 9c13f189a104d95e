#include "features/token_decoder.h"

#include <charconv>
#include <map>

#include "base/utf8.h"
#include "features/byte_alphabet.h"
#include "features/text_pattern.h"
#include "features/tokenizer_error.h"
#include "features/unicode_classes.h"

namespace ingot {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;
using DecoderSteps = std::vector<TokenDecoder::Step>;

constexpr int kMaxDecoderDepth = 16;

void replace_all(std::string& text, std::string_view from, std::string_view by) {
  if (from.empty()) return;
  std::string changed;
  std::size_t at = 0;
  for (std::size_t found = text.find(from); found != text.npos; found = text.find(from, at)) {
    changed.append(text, at, found - at);
    changed += by;
    at = found + from.size();
  }
  if (at > 0) text = changed.append(text, at);
}

void fuse(Strings& tokens) {
  std::string all;
  for (const std::string& token : tokens) all += token;
  tokens = {all};
}

// Well-formed characters stay, each other byte becomes U+FFFD unless `keeps_bytes`.
void add_byte_level_decoder(const json&, DecoderSteps& steps) {
  steps.emplace_back([](Strings& tokens) {
    for (std::string& token : tokens) token = from_byte_alphabet(token).value_or(token);
    fuse(tokens);
  });
}

// <0x41> is a byte.
std::optional<char> byte_of(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(token.data() + 3, token.data() + 5, value, 16);
  if (error != std::errc() || end != token.data() + 5) return std::nullopt;
  return static_cast<char>(value);
}

void add_byte_fallback(const json&, DecoderSteps& steps) {
  steps.emplace_back([](Strings& tokens) {
    for (std::string& token : tokens)
      if (const auto byte = byte_of(token)) token = std::string(1, *byte);
  });
}

void add_wordpiece_decoder(const json& values, DecoderSteps& steps) {
  steps.emplace_back([prefix = text_value(values, "prefix", "##"),
                      cleans = flag_value(values, "cleanup", true)](Strings& tokens) {
    for (std::size_t i = 1; i < tokens.size(); ++i) {
      if (tokens[i].starts_with(prefix))
        tokens[i].erase(0, prefix.size());
      else
        tokens[i].insert(0, 1, ' ');
    }
    fuse(tokens);
    if (cleans) tokens[0] = without_blanks_before_signs(std::move(tokens[0]));
  });
}

void add_metaspace_decoder(const json& values, DecoderSteps& steps) {
  const std::string scheme = text_value(
      values, "prepend_scheme", flag_value(values, "add_prefix_space", true) ? "always" : "never");
  steps.emplace_back([mark = text_value(values, "replacement", "\u2581"),
                      is_prepended = scheme != "never"](Strings& tokens) {
    fuse(tokens);
    if (is_prepended && tokens[0].starts_with(mark)) tokens[0].erase(0, mark.size());
    replace_all(tokens[0], mark, " ");
  });
}

void add_suffix_decoder(const json& values, DecoderSteps& steps) {
  steps.emplace_back([suffix = text_value(values, "suffix", "</w>")](Strings& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i)
      replace_all(tokens[i], suffix, i + 1 < tokens.size() ? " " : "");
  });
}

void add_replace_decoder(const json& values, DecoderSteps& steps) {
  steps.emplace_back([pattern = TextPattern::from_json(value_or_null(values, "pattern")),
                      by = text_value(values, "content")](Strings& tokens) {
    for (std::string& token : tokens) {
      std::string changed;
      std::size_t at = 0;
      pattern.for_each_match(token, [&](std::size_t begin, std::size_t end) {
        changed.append(token, at, begin - at);
        changed += by;
        at = end;
      });
      if (at > 0) token = changed.append(token, at);
    }
  });
}

void add_strip_decoder(const json& values, DecoderSteps& steps) {
  const auto count = [&](const char* key) {
    constexpr std::int64_t kMost = 1 << 20;
    return static_cast<std::size_t>(number_value(values, key, kMost).value_or(0));
  };
  steps.emplace_back([what = text_value(values, "content"), start = count("start"),
                      stop = count("stop")](Strings& tokens) {
    if (what.empty()) return;
    for (std::string& token : tokens) {
      for (std::size_t i = 0; i < start && token.starts_with(what); ++i)
        token.erase(0, what.size());
      for (std::size_t i = 0; i < stop && token.ends_with(what); ++i)
        token.resize(token.size() - what.size());
    }
  });
}

// Blanks between words, but not beside ideographs and other characters that are written without.
void add_words_decoder(const json&, DecoderSteps& steps) {
  steps.emplace_back([](Strings& tokens) {
    const CharacterClasses& class_of = character_classes();
    const auto takes_blank = [&](std::string_view token) {
      const Utf8Character c = character_at(token, 0);
      return (class_of[c.code] & (kLetter | kNumber)) != 0 && (c.code < 0x2e80 || c.code > 0xffff);
    };
    std::string all;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (i > 0 && !tokens[i].empty() && !tokens[i - 1].empty() && takes_blank(tokens[i]) &&
          (takes_blank(tokens[i - 1]) || (tokens[i - 1].size() == 1 && tokens[i - 1] != "(")))
        all += ' ';
      all += tokens[i];
    }
    tokens = {all};
  });
}

using AddDecoder = void (*)(const json& values, DecoderSteps& steps);
const std::map<std::string, AddDecoder>& decoder_kinds() {
  static const std::map<std::string, AddDecoder> kinds{
      {"BPEDecoder", add_suffix_decoder},
      {"ByteFallback", add_byte_fallback},
      {"ByteLevel", add_byte_level_decoder},
      {"Fuse", [](const json&, DecoderSteps& steps) { steps.emplace_back(fuse); }},
      {"Metaspace", add_metaspace_decoder},
      {"Replace", add_replace_decoder},
      {"Strip", add_strip_decoder},
      {"WordPiece", add_wordpiece_decoder},
      {"Words", add_words_decoder}};
  return kinds;
}

void add_decoder(const json& values, DecoderSteps& steps, bool& is_byte_level, int depth) {
  if (values.is_null()) return;
  const std::string type = text_value(values, "type");
  if (type == "Sequence") {
    if (depth == kMaxDecoderDepth)
      throw bad_tokenizer(text("its sequences are too deep", "序列嵌套过深"));
    for (const json& step : value_or_null(values, "decoders"))
      add_decoder(step, steps, is_byte_level, depth + 1);
    return;
  }
  const auto found = decoder_kinds().find(type);
  if (found == decoder_kinds().end()) {
    std::vector<std::string> known{"Sequence"};
    for (const auto& kind : decoder_kinds()) known.push_back(kind.first);
    throw unsupported_tokenizer(text("decoder", "解码步骤"), type, known);
  }
  is_byte_level = is_byte_level || type == "ByteLevel";
  found->second(values, steps);
}

}  // namespace

TokenDecoder TokenDecoder::from_json(const json& values) {
  TokenDecoder decoder;
  decoder.values_ = values;
  add_decoder(values, decoder.steps_, decoder.is_byte_level_, 0);
  return decoder;
}

std::string TokenDecoder::decode(Strings tokens) const {
  if (tokens.empty()) return {};
  if (steps_.empty()) return fmt::format("{}", fmt::join(tokens, " "));
  for (const Step& step : steps_) step(tokens);
  fuse(tokens);
  return std::move(tokens[0]);
}

std::string without_blanks_before_signs(std::string text) {
  constexpr std::pair<std::string_view, std::string_view> kBlanks[] = {
      {" .", "."},     {" ?", "?"},   {" !", "!"},   {" ,", ","},     {" ' ", "'"},
      {" n't", "n't"}, {" 'm", "'m"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (const auto& [from, by] : kBlanks) replace_all(text, from, by);
  return text;
}

}  // namespace ingot
