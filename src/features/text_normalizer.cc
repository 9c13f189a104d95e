#include "features/text_normalizer.h"

#include <map>

#include "base/base64.h"
#include "base/utf8.h"
#include "features/character_map.h"
#include "features/text_pattern.h"
#include "features/tokenizer_error.h"
#include "features/unicode_classes.h"

namespace ingot {
namespace {

using nlohmann::json;

using NormalizerSteps = std::vector<TextNormalizer::Step>;

constexpr int kMaxDepth = 16;  // of sequences within sequences

void add_replace(const json& values, NormalizerSteps& steps) {
  steps.push_back([pattern = TextPattern::from_json(value_or_null(values, "pattern")),
                   by = text_value(values, "content")](const TextPiece& from) {
    TextRewriter to(from);
    std::size_t kept = 0;
    if (const std::string& literal = pattern.literal(); !literal.empty()) {
      for (std::size_t found = from.text.find(literal); found != from.text.npos;
           found = from.text.find(literal, kept)) {
        to.keep(kept, found);
        to.replace(found, found + literal.size(), by);
        kept = found + literal.size();
      }
      to.keep(kept, from.text.size());
      return std::move(to).finish();
    }
    pattern.for_each_match(from.text, [&](std::size_t begin, std::size_t end) {
      to.keep(kept, begin);
      to.replace(begin, end, by);
      kept = end;
    });
    to.keep(kept, from.text.size());
    return std::move(to).finish();
  });
}

void add_prepend(const json& values, NormalizerSteps& steps) {
  steps.push_back([what = text_value(values, "prepend")](const TextPiece& from) {
    TextRewriter to(from);
    if (!from.text.empty()) to.replace(0, 0, what);
    to.keep(0, from.text.size());
    return std::move(to).finish();
  });
}

void add_strip(const json& values, NormalizerSteps& steps) {
  const bool left = flag_value(values, "strip_left", true),
             right = flag_value(values, "strip_right", true);
  steps.push_back([left, right](const TextPiece& from) {
    const CharacterClasses& class_of = character_classes();
    std::size_t begin = from.text.size(), end = 0;
    for (std::size_t at = 0; at < from.text.size();) {
      const Utf8Character c = character_at(from.text, at);
      if ((class_of[c.code] & kSpace) == 0) {
        begin = std::min(begin, at);
        end = at + c.size_bytes;
      }
      at += c.size_bytes;
    }
    if (!left) begin = 0;
    if (!right) end = from.text.size();
    TextRewriter to(from);
    if (begin < end) to.keep(begin, end);
    return std::move(to).finish();
  });
}

// source    Google's neural machine translation, as SentencePiece's rule "nmt" has it
void add_nmt(const json&, NormalizerSteps& steps) {
  steps.push_back([](const TextPiece& from) {
    const auto is_removed = [](char32_t c) {
      return (c >= 1 && c <= 8) || c == 0xb || (c >= 0xe && c <= 0x1f) || c == 0x7f || c == 0x8f ||
             c == 0x9f;
    };
    const auto is_blank = [](char32_t c) {
      return c == 9 || c == 0xa || c == 0xc || c == 0xd || c == 0x1680 ||
             (c >= 0x200b && c <= 0x200f) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
             c == 0xfeff || c == 0xfffd;
    };
    TextRewriter to(from);
    for (std::size_t at = 0; at < from.text.size();) {
      const Utf8Character c = character_at(from.text, at);
      const std::size_t end = at + c.size_bytes;
      if (is_blank(c.code))
        to.replace(at, end, " ");
      else if (!is_removed(c.code))
        to.keep(at, end);
      at = end;
    }
    return std::move(to).finish();
  });
}

void add_character_map(const json& values, NormalizerSteps& steps) {
  const json& encoded = value_or_null(values, "precompiled_charsmap");
  if (encoded.is_null()) return;
  const auto bytes = decode_base64(text_value(values, "precompiled_charsmap"));
  if (!bytes)
    throw bad_tokenizer(text("its table of characters is not Base64", "其字符表不是 Base64"));
  const auto map = std::make_shared<const CharacterMap>(*bytes);
  steps.push_back([map](const TextPiece& from) { return map->apply(from); });
}

template <NormalForm form>
void add_form(const json&, NormalizerSteps& steps) {
  steps.push_back([](const TextPiece& from) { return in_normal_form(from, form); });
}

AlignedText without_accents(const TextPiece& from) { return without_classes(from, kMark); }

// In the order of BERT's own tokeniser.
void add_bert(const json& values, NormalizerSteps& steps) {
  const bool lower = flag_value(values, "lowercase", true);
  if (flag_value(values, "clean_text", true)) steps.emplace_back(in_clean_characters);
  if (flag_value(values, "handle_chinese_chars", true)) steps.emplace_back(with_ideographs_apart);
  if (flag_value(values, "strip_accents", lower)) {
    add_form<NormalForm::nfd>(values, steps);
    steps.push_back([](const TextPiece& from) { return without_classes(from, kNonspacing); });
  }
  if (lower) steps.push_back([](const TextPiece& from) { return in_lower_case(from); });
}

using Add = void (*)(const json& values, NormalizerSteps& steps);
const std::map<std::string, Add>& step_kinds() {
  static const std::map<std::string, Add> kinds{
      {"BertNormalizer", add_bert},
      {"Lowercase",
       [](const json&, NormalizerSteps& steps) {
         steps.push_back([](const TextPiece& from) { return in_lower_case(from); });
       }},
      {"NFC", add_form<NormalForm::nfc>},
      {"NFD", add_form<NormalForm::nfd>},
      {"NFKC", add_form<NormalForm::nfkc>},
      {"NFKD", add_form<NormalForm::nfkd>},
      {"Nmt", add_nmt},
      {"Precompiled", add_character_map},
      {"Prepend", add_prepend},
      {"Replace", add_replace},
      {"Strip", add_strip},
      {"StripAccents",
       [](const json&, NormalizerSteps& steps) { steps.emplace_back(without_accents); }}};
  return kinds;
}

void add_steps(const json& values, NormalizerSteps& steps, int depth) {
  if (values.is_null()) return;
  const std::string type = text_value(values, "type");
  if (type == "Sequence") {
    if (depth == kMaxDepth) throw bad_tokenizer(text("its sequences are too deep", "序列嵌套过深"));
    for (const json& step : value_or_null(values, "normalizers")) add_steps(step, steps, depth + 1);
    return;
  }
  const auto found = step_kinds().find(type);
  if (found == step_kinds().end()) {
    std::vector<std::string> known{"Sequence"};
    for (const auto& kind : step_kinds()) known.push_back(kind.first);
    throw unsupported_tokenizer(text("normalizer", "规范化步骤"), type, known);
  }
  found->second(values, steps);
}

}  // namespace

json named_normalizer(const std::string& names, const json& usual) {
  // Without accents in the composed form: others than letters with accents decompose, too.
  static const std::map<std::string, std::vector<const char*>, std::less<>> types{
      {"nfc", {"NFC"}},
      {"nfd", {"NFD"}},
      {"nfkc", {"NFKC"}},
      {"nfkd", {"NFKD"}},
      {"lowercase", {"Lowercase"}},
      {"strip_accents", {"NFD", "StripAccents", "NFC"}}};
  json steps = json::array();
  if (usual.is_object() && usual.value("type", "") == "BertNormalizer")
    steps.push_back({{"type", "BertNormalizer"}, {"lowercase", false}, {"strip_accents", false}});
  std::string_view rest = names;
  while (names != "none") {
    const std::size_t end = rest.find('+');
    const auto found = types.find(rest.substr(0, end));
    if (found == types.end())
      throw Error("bad_option", text("normalizer cannot be \"{}\"", "normalizer 不能为“{}”", names))
          .expected(text("none, or some of nfc, nfd, nfkc, nfkd, lowercase and strip_accents, such "
                         "as nfkc+lowercase",
                         "none, 或 nfc、nfd、nfkc、nfkd、lowercase、strip_accents 的组合, 如 "
                         "nfkc+lowercase"))
          .where(text("--set normalizer={}", "--set normalizer={}", names));
    for (const char* type : found->second) steps.push_back({{"type", type}});
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (steps.empty()) return nullptr;
  return {{"type", "Sequence"}, {"normalizers", steps}};
}

TextNormalizer TextNormalizer::from_json(const json& values) {
  TextNormalizer normalizer;
  normalizer.values_ = values;
  add_steps(values, normalizer.steps_, 0);
  return normalizer;
}

AlignedText TextNormalizer::apply(const TextPiece& from) const {
  TextRewriter copy(from);
  if (steps_.empty()) copy.keep(0, from.text.size());
  AlignedText text = steps_.empty() ? std::move(copy).finish() : steps_[0](from);
  for (std::size_t i = 1; i < steps_.size(); ++i)
    text = steps_[i]({text.text, from.origin ? text.origin.data() : nullptr, from.begins_text});
  return text;
}

std::string TextNormalizer::apply(std::string_view text) const {
  return apply(TextPiece{text}).text;
}

}  // namespace ingot
