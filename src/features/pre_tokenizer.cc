#include "features/pre_tokenizer.h"

#include <map>

#include "base/assert.h"
#include "base/utf8.h"
#include "features/characters.h"
#include "features/icu_text.h"
#include "features/split_behavior.h"
#include "features/text_pattern.h"
#include "features/tokenizer_error.h"
#include "features/unicode_classes.h"

namespace ingot {
namespace {

using nlohmann::json;

using SplitSteps = std::vector<PreTokenizer::Step>;

constexpr int kMaxSequenceDepth = 16;

PreTokenizer::Step scan_step(SplitScanner scanner) {
  return [scanner](const TextPiece& piece, const OnPiece& on_piece) {
    for (std::size_t at = 0; at < piece.text.size();) {
      const std::size_t end = scanner(piece.text, at);
      on_piece(piece.part(at, end));
      at = end;
    }
  };
}

// Matches are single characters for which `is_match(classes, character)`.
template <class IsMatch>
PreTokenizer::Step character_step(SplitBehavior behavior, const IsMatch& is_match) {
  return [behavior, is_match](const TextPiece& piece, const OnPiece& on_piece) {
    const CharacterClasses& class_of = character_classes();
    PieceCutter cutter(piece, behavior, on_piece);
    for (std::size_t at = 0; at < piece.text.size();) {
      const Utf8Character c = character_at(piece.text, at);
      if (is_match(class_of[c.code], c.code)) cutter.match(at, at + c.size_bytes);
      at += c.size_bytes;
    }
    cutter.finish();
  };
}

bool is_blank(std::uint8_t classes, char32_t) { return (classes & kSpace) != 0; }
bool is_sign(std::uint8_t classes, char32_t c) {
  return (classes & kPunctuation) != 0 ||
         (c < 0x80 && c > ' ' && c != 0x7f && (classes & (kLetter | kNumber)) == 0);
}

PreTokenizer::Step prefix_step(const std::string& prefix) {
  return [prefix](const TextPiece& piece, const OnPiece& on_piece) {
    if (piece.text.empty() || piece.text.starts_with(prefix)) return on_piece(piece);
    TextRewriter to(piece);
    to.replace(0, 0, prefix);
    to.keep(0, piece.text.size());
    const AlignedText changed = std::move(to).finish();
    on_piece({changed.text, piece.origin ? changed.origin.data() : nullptr, piece.begins_text});
  };
}

void add_byte_level(const json& values, SplitSteps& steps) {
  if (flag_value(values, "add_prefix_space", true)) steps.push_back(prefix_step(" "));
  if (flag_value(values, "use_regex", true)) steps.push_back(scan_step(scan_gpt2));
}

void add_bert_steps(const json&, SplitSteps& steps) {
  steps.push_back(character_step(SplitBehavior::removed, is_blank));
  steps.push_back(character_step(SplitBehavior::isolated, is_sign));
}

// \w+|[^\w\s]+
std::size_t scan_words_and_signs(std::string_view text, std::size_t at) {
  const CharacterClasses& class_of = character_classes();
  const auto kind = [&](char32_t c) { return class_of[c] & (kWord | kSpace); };
  const auto first = character_at(text, at);
  std::size_t end = at + first.size_bytes;
  while (end < text.size()) {
    const Utf8Character c = character_at(text, end);
    if (kind(c.code) != kind(first.code)) break;
    end += c.size_bytes;
  }
  return end;
}

void add_whitespace(const json&, SplitSteps& steps) {
  steps.push_back([](const TextPiece& piece, const OnPiece& on_piece) {
    const CharacterClasses& class_of = character_classes();
    for (std::size_t at = 0; at < piece.text.size();) {
      const std::size_t end = scan_words_and_signs(piece.text, at);
      if ((class_of[character_at(piece.text, at).code] & kSpace) == 0)
        on_piece(piece.part(at, end));
      at = end;
    }
  });
}

void add_punctuation(const json& values, SplitSteps& steps) {
  steps.push_back(
      character_step(split_behavior(text_value(values, "behavior", "Isolated")), is_sign));
}

void add_digits(const json& values, SplitSteps& steps) {
  const bool each = flag_value(values, "individual_digits", false);
  steps.push_back(
      character_step(each ? SplitBehavior::isolated : SplitBehavior::contiguous,
                     [](std::uint8_t classes, char32_t) { return (classes & kNumber) != 0; }));
}

void add_delimiter(const json& values, SplitSteps& steps) {
  const std::string delimiter = text_value(values, "delimiter");
  const auto c = delimiter.empty() ? Utf8Character{} : character_at(delimiter, 0);
  if (delimiter.empty() || c.size_bytes != delimiter.size())
    throw bad_tokenizer(text("its delimiter is not one character", "分隔符不是单个字符"));
  steps.push_back(character_step(SplitBehavior::removed, [c](std::uint8_t, char32_t character) {
    return character == c.code;
  }));
}

// Blanks become `replacement`, which also stands before the first word, and begins a piece.
void add_metaspace(const json& values, SplitSteps& steps) {
  const std::string mark = text_value(values, "replacement", "\u2581");
  const std::string scheme = text_value(
      values, "prepend_scheme", flag_value(values, "add_prefix_space", true) ? "always" : "never");
  if (mark.empty() || (scheme != "always" && scheme != "never" && scheme != "first"))
    throw bad_tokenizer(text("its Metaspace is not one", "其 Metaspace 无效"));
  const bool splits = flag_value(values, "split", true);
  steps.push_back([=](const TextPiece& piece, const OnPiece& on_piece) {
    if (piece.text.empty()) return;
    TextRewriter to(piece);
    const std::string_view text = piece.text;
    if ((scheme == "always" || (scheme == "first" && piece.begins_text)) && text[0] != ' ' &&
        !text.starts_with(mark))
      to.replace(0, 0, mark);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t blank = std::min(text.find(' ', at), text.size());
      to.keep(at, blank);
      if (blank < text.size()) to.replace(blank, blank + 1, mark);
      at = blank + 1;
    }
    const AlignedText changed = std::move(to).finish();
    const TextPiece whole{changed.text, piece.origin ? changed.origin.data() : nullptr,
                          piece.begins_text};
    if (!splits) return on_piece(whole);
    PieceCutter cutter(whole, SplitBehavior::merged_with_next, on_piece);
    for (std::size_t at = whole.text.find(mark); at != whole.text.npos;
         at = whole.text.find(mark, at + mark.size()))
      cutter.match(at, at + mark.size());
    cutter.finish();
  });
}

void add_split(const json& values, SplitSteps& steps) {
  const TextPattern pattern = TextPattern::from_json(value_or_null(values, "pattern"));
  const bool invert = flag_value(values, "invert", false);
  const SplitBehavior behavior = split_behavior(text_value(values, "behavior"));
  if (pattern.scanner() &&
      (behavior == SplitBehavior::isolated || (invert && behavior == SplitBehavior::removed)))
    return steps.push_back(scan_step(pattern.scanner()));
  steps.push_back([=](const TextPiece& piece, const OnPiece& on_piece) {
    PieceCutter cutter(piece, behavior, on_piece);
    std::size_t at = 0;
    pattern.for_each_match(piece.text, [&](std::size_t begin, std::size_t end) {
      if (!invert)
        cutter.match(begin, end);
      else if (begin > at)
        cutter.match(at, begin);
      at = end;
    });
    if (invert && at < piece.text.size()) cutter.match(at, piece.text.size());
    cutter.finish();
  });
}

// Words, numbers and signs as Unicode and ICU's dictionaries border them; blanks are left out.
// source    Unicode Standard Annex 29; the dictionary of Chinese and Japanese words of ICU
void add_words(const json&, SplitSteps& steps) {
  using Borders = std::unique_ptr<UBreakIterator, void (*)(UBreakIterator*)>;
  const auto close = [](UBreakIterator* b) { icu_words().ubrk_close(b); };
  UErrorCode opened = U_ZERO_ERROR;
  const std::shared_ptr<UBreakIterator> original(
      icu_words().ubrk_open(UBRK_WORD, "root", nullptr, 0, &opened), close);
  if (U_FAILURE(opened))
    throw Error("library_missing", text("ICU finds no borders of words", "ICU 无法切分单词"))
        .fix(text("install ICU with its data", "请安装 ICU 及其数据"));
  steps.push_back([original, close](const TextPiece& piece, const OnPiece& on_piece) {
    const IcuWords& icu = icu_words();
    UErrorCode status = U_ZERO_ERROR;
    // One that reads keeps its place, so that each call needs its own.
    const Borders borders(icu.ubrk_clone(original.get(), &status), close);
    const Utf8Units units(piece.text);
    icu.ubrk_setUText(borders.get(), units.get(), &status);
    INGOT_ASSERT(U_SUCCESS(status), "ICU's borders of words took a text once");
    const CharacterClasses& class_of = character_classes();
    std::int32_t begin = icu.ubrk_first(borders.get());
    for (std::int32_t end = icu.ubrk_next(borders.get()); end != UBRK_DONE;
         begin = end, end = icu.ubrk_next(borders.get())) {
      const auto from = static_cast<std::size_t>(begin), to = static_cast<std::size_t>(end);
      if ((class_of[character_at(piece.text, from).code] & kSpace) == 0)
        on_piece(piece.part(from, to));
    }
  });
}

using AddStep = void (*)(const json& values, SplitSteps& steps);
const std::map<std::string, AddStep>& pre_tokenizer_kinds() {
  static const std::map<std::string, AddStep> kinds{
      {"BertPreTokenizer", add_bert_steps},
      {"ByteLevel", add_byte_level},
      {"CharDelimiterSplit", add_delimiter},
      {"Digits", add_digits},
      {"Metaspace", add_metaspace},
      {"Punctuation", add_punctuation},
      {"Split", add_split},
      {"Whitespace", add_whitespace},
      {"WhitespaceSplit",
       [](const json&, SplitSteps& steps) {
         steps.push_back(character_step(SplitBehavior::removed, is_blank));
       }},
      {"Words", add_words}};
  return kinds;
}

void add_pre_tokenizer(const json& values, SplitSteps& steps, bool& is_byte_level, int depth) {
  if (values.is_null()) return;
  const std::string type = text_value(values, "type");
  if (type == "Sequence") {
    if (depth == kMaxSequenceDepth)
      throw bad_tokenizer(text("its sequences are too deep", "序列嵌套过深"));
    for (const json& step : value_or_null(values, "pretokenizers"))
      add_pre_tokenizer(step, steps, is_byte_level, depth + 1);
    return;
  }
  const auto found = pre_tokenizer_kinds().find(type);
  if (found == pre_tokenizer_kinds().end()) {
    std::vector<std::string> known{"Sequence"};
    for (const auto& kind : pre_tokenizer_kinds()) known.push_back(kind.first);
    throw unsupported_tokenizer(text("pre-tokenizer", "预切分步骤"), type, known);
  }
  is_byte_level = is_byte_level || type == "ByteLevel";
  found->second(values, steps);
}

}  // namespace

PreTokenizer PreTokenizer::from_json(const json& values) {
  PreTokenizer pre_tokenizer;
  pre_tokenizer.values_ = values;
  add_pre_tokenizer(values, pre_tokenizer.steps_, pre_tokenizer.is_byte_level_, 0);
  return pre_tokenizer;
}

void PreTokenizer::split(const TextPiece& text, const OnPiece& on_piece) const {
  split_from(0, text, on_piece);
}

void PreTokenizer::split_from(std::size_t step, const TextPiece& piece,
                              const OnPiece& on_piece) const {
  if (step == steps_.size()) {
    if (!piece.text.empty()) on_piece(piece);
  } else if (step + 1 == steps_.size()) {
    steps_[step](piece, on_piece);
  } else {
    steps_[step](piece, [&](const TextPiece& p) { split_from(step + 1, p, on_piece); });
  }
}

}  // namespace ingot
