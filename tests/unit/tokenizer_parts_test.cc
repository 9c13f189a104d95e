// The parts of tokenisers: characters, normal forms, splitters, decoders.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "base/rng.h"
#include "base/utf8.h"
#include "features/byte_alphabet.h"
#include "features/character_map.h"
#include "features/pre_tokenizer.h"
#include "features/split_scanners.h"
#include "features/text_normalizer.h"
#include "features/text_pattern.h"
#include "features/token_decoder.h"
#include "features/token_trie.h"
#include "features/unicode_classes.h"
#include "ingot/error.h"

namespace ingot {
namespace {

using nlohmann::json;
using Strings = std::vector<std::string>;

std::string normalized(const json& values, const std::string& text) {
  return TextNormalizer::from_json(values).apply(text);
}

Strings pieces(const json& values, const std::string& text) {
  Strings found;
  PreTokenizer::from_json(values).split(
      {text, nullptr, true}, [&](const TextPiece& piece) { found.emplace_back(piece.text); });
  return found;
}

json split_by(const char* regex) {
  return {{"type", "Split"}, {"pattern", {{"Regex", regex}}}, {"behavior", "Isolated"}};
}

std::string code_of(const std::function<void()>& body) {
  try {
    body();
    return "fine";
  } catch (const Error& e) {
    return e.code();
  }
}

// Texts that hold every kind of character, and bytes that are none.
std::string random_text(std::uint32_t number) {
  static const Strings parts{"a",    "Z",      "it's", "'LL",  " ",    "  ",       "\n",
                             "\r\n", "\t",     "1",    "2345", "é",    "e\u0301",  "中",
                             "文字", "\u3000", "…",    "!?",   "🦙", "\u017f",   "'\u017f",
                             "ﬁ",    "Σ",      "İ",    "½",    "\xff", "\xe4\xb8", "٣"};
  std::string text;
  for (std::uint32_t i = 0; i < 1 + number % 13; ++i)
    text += parts[philox4x32({number, i, 0, 0}, {9, 9})[0] % parts.size()];
  return text;
}

TEST(TokenizerParts, CharactersBeyondAsciiAreReadAndWritten) {
  for (const char32_t c : {0x7fU, 0x80U, 0x7ffU, 0x800U, 0xffffU, 0x10000U, 0x10ffffU}) {
    std::string text;
    append_character(text, c);
    EXPECT_EQ(character_at(text, 0).code, c);
    EXPECT_EQ(character_at(text, 0).size_bytes, text.size());
  }
  for (const char* bad : {"\xff", "\xc0\x80", "\xe4\xb8", "\xed\xa0\x80", "\x80"})
    EXPECT_EQ(character_at(bad, 0).code, kNoCharacter);
}

TEST(TokenizerParts, CharactersHaveTheirClasses) {
  const CharacterClasses& classes = character_classes();
  EXPECT_EQ(classes['a'], kLetter | kWord);
  EXPECT_EQ(classes[U'中'], kLetter | kWord);
  EXPECT_EQ(classes[U'½'], kNumber);
  EXPECT_EQ(classes[0x3000], kSpace);
  EXPECT_EQ(classes[0x301], kMark | kNonspacing | kWord);
  EXPECT_EQ(classes['!'], kPunctuation);
  EXPECT_EQ(classes['$'], 0);
  EXPECT_EQ(classes[0x200b], kOther);
  EXPECT_EQ(classes[kNoCharacter], 0);
  EXPECT_TRUE(is_ideograph(U'中'));
  EXPECT_FALSE(is_ideograph(U'か'));
}

TEST(TokenizerParts, NormalFormsAreUnicodes) {
  EXPECT_EQ(normalized({{"type", "NFC"}}, "e\u0301a"), "éa");
  EXPECT_EQ(normalized({{"type", "NFD"}}, "éa"), "e\u0301a");
  EXPECT_EQ(normalized({{"type", "NFKC"}}, "ﬁ ①Ａ\u1100\u1161"), "fi 1A가");
  EXPECT_EQ(normalized({{"type", "NFKD"}}, "ﬁ½"), "fi1\u20442");
  EXPECT_EQ(normalized({{"type", "NFC"}}, "a\xff\u0301"), "a\xff\u0301");
  EXPECT_EQ(normalized({{"type", "Lowercase"}}, "ÄΣİA"), "äσi\u0307a");
  EXPECT_EQ(normalized({{"type", "StripAccents"}}, "e\u0301a"), "ea");
  EXPECT_EQ(normalized({{"type", "BertNormalizer"}}, "Ünï\tX中\u200b"), "uni x 中 ");
  EXPECT_EQ(normalized({{"type", "Strip"}}, " \u3000a b\n"), "a b");
}

TEST(TokenizerParts, NormalizersKnowWhereTheirTextCameFrom) {
  const TextNormalizer n = TextNormalizer::from_json({{"type", "BertNormalizer"}});
  const std::string text = "Ü中";
  std::vector<TextSpan> origin;
  for (std::uint32_t i = 0; i < text.size(); ++i) origin.push_back({i, i + 1});
  const AlignedText changed = n.apply({text, origin.data(), true});
  EXPECT_EQ(changed.text, "u 中 ");
  ASSERT_EQ(changed.origin.size(), changed.text.size());
  EXPECT_EQ(changed.origin[0], (TextSpan{0, 2}));
  EXPECT_EQ(changed.origin[2], (TextSpan{2, 3}));
}

TEST(TokenizerParts, Gpt2SplitsAsItsPatternSays) {
  const json byte_level{{"type", "ByteLevel"}, {"add_prefix_space", false}};
  EXPECT_EQ(
      pieces(byte_level, "Hello, y'all!  We've 3 12\n\n x"),
      (Strings{"Hello", ",", " y", "'", "all", "!", " ", " We", "'ve", " 3", " 12", "\n\n", " x"}));
  EXPECT_EQ(pieces(byte_level, "a  "), (Strings{"a", "  "}));
}

// The loops against ICU's own regular expressions, which a group makes another text of.
TEST(TokenizerParts, LoopsSplitAsTheirRegularExpressionsDo) {
  for (const char* pattern : {kGpt2Pattern, kLlama3Pattern, kQwen2Pattern}) {
    const std::string grouped = "(?:" + std::string(pattern) + ")";
    ASSERT_NE(scanner_for(pattern), nullptr);
    ASSERT_EQ(scanner_for(grouped), nullptr);
    for (std::uint32_t i = 0; i < 3000; ++i) {
      const std::string text = random_text(i);
      if (!is_utf8(text)) continue;
      EXPECT_EQ(pieces(split_by(pattern), text), pieces(split_by(grouped.c_str()), text)) << text;
    }
  }
}

TEST(TokenizerParts, SplittersKeepEveryByteOrLeaveBlanksOut) {
  for (std::uint32_t i = 0; i < 3000; ++i) {
    const std::string text = random_text(i);
    for (const json& values :
         {json{{"type", "ByteLevel"}, {"add_prefix_space", false}}, split_by(kLlama3Pattern),
          json{{"type", "Digits"}, {"individual_digits", true}}, json{{"type", "Punctuation"}}}) {
      std::string all;
      for (const std::string& piece : pieces(values, text)) all += piece;
      EXPECT_EQ(all, text) << values;
    }
    for (const char* type : {"BertPreTokenizer", "Whitespace", "WhitespaceSplit", "Words"})
      for (const std::string& piece : pieces({{"type", type}}, text)) EXPECT_FALSE(piece.empty());
  }
}

TEST(TokenizerParts, SplittersCutWhereTheyShould) {
  EXPECT_EQ(pieces({{"type", "BertPreTokenizer"}}, "Don't (stop)! 中"),
            (Strings{"Don", "'", "t", "(", "stop", ")", "!", "中"}));
  EXPECT_EQ(pieces({{"type", "Whitespace"}}, "a_b c--d"), (Strings{"a_b", "c", "--", "d"}));
  EXPECT_EQ(pieces({{"type", "Digits"}}, "ab123c"), (Strings{"ab", "123", "c"}));
  EXPECT_EQ(pieces({{"type", "Metaspace"}}, "Hi  you"), (Strings{"▁Hi", "▁", "▁you"}));
  EXPECT_EQ(pieces({{"type", "Words"}}, "我想在苹果工作, ok?"),
            (Strings{"我想", "在", "苹果", "工作", ",", "ok", "?"}));
  const auto split = [](const char* behavior) {
    return pieces({{"type", "Split"}, {"pattern", {{"String", "-"}}}, {"behavior", behavior}},
                  "the-final--countdown");
  };
  EXPECT_EQ(split("Removed"), (Strings{"the", "final", "countdown"}));
  EXPECT_EQ(split("Isolated"), (Strings{"the", "-", "final", "-", "-", "countdown"}));
  EXPECT_EQ(split("MergedWithPrevious"), (Strings{"the-", "final-", "-", "countdown"}));
  EXPECT_EQ(split("MergedWithNext"), (Strings{"the", "-final", "-", "-countdown"}));
  EXPECT_EQ(split("Contiguous"), (Strings{"the", "-", "final", "--", "countdown"}));
}

TEST(TokenizerParts, BytesHaveAnAlphabet) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_EQ(from_byte_alphabet(in_byte_alphabet(all)), all);
  EXPECT_EQ(in_byte_alphabet(" a\n"), "ĠaĊ");
  EXPECT_EQ(from_byte_alphabet("中"), std::nullopt);
}

TEST(TokenizerParts, TriesFindTheLongestToken) {
  const TokenTrie trie({{"a", 0}, {"ab", 1}, {"abcd", 2}, {"b", 3}, {"a", 4}, {"", 5}});
  EXPECT_EQ(trie.longest("abc").id, 1);
  EXPECT_EQ(trie.longest("abcde").size_bytes, 4U);
  EXPECT_EQ(trie.longest("a").id, 0);
  EXPECT_EQ(trie.longest("x").id, kNoToken);
}

TEST(TokenizerParts, DecodersUndoWhatSplittersDid) {
  const auto decoded = [](const json& values, Strings tokens) {
    return TokenDecoder::from_json(values).decode(std::move(tokens));
  };
  EXPECT_EQ(decoded({{"type", "WordPiece"}}, {"it", "'", "s", "fine", "##ly", "!"}),
            "it's finely!");
  EXPECT_EQ(decoded({{"type", "ByteLevel"}}, {"Ġa", "Ã", "©"}), " aé");
  EXPECT_EQ(decoded({{"type", "Metaspace"}}, {"▁Hi", "▁you"}), "Hi you");
  EXPECT_EQ(decoded({{"type", "ByteFallback"}}, {"<0xC3>", "<0xA9>", "<0xZZ>"}), "é<0xZZ>");
  EXPECT_EQ(decoded({{"type", "BPEDecoder"}}, {"lo", "w</w>", "er</w>"}), "low er");
  EXPECT_EQ(decoded({{"type", "Words"}}, {"我", "想", "work", "hard", ",", "ok"}),
            "我想work hard, ok");
  EXPECT_EQ(decoded(nullptr, {"a", "b"}), "a b");
}

TEST(TokenizerParts, NormalizersHaveNames) {
  const auto become = [](const std::string& names, const std::string& from) {
    return TextNormalizer::from_json(named_normalizer(names)).apply(std::string_view(from));
  };
  EXPECT_EQ(become("none", "ＡÉ"), "ＡÉ");
  EXPECT_EQ(become("nfkc", "ＡÉ"), "AÉ");
  EXPECT_EQ(become("nfkc+lowercase", "ＡÉ"), "aé");
  EXPECT_EQ(become("nfkc+lowercase+strip_accents", "ＡÉ 한"), "ae 한");
  EXPECT_EQ(become("strip_accents", "ＡÉ"), "ＡE");
  for (const char* wrong : {"", "nfkx", "nfkc+", "nfkc,lowercase", "none+nfc"})
    EXPECT_EQ(code_of([&] { (void)named_normalizer(wrong); }), "bad_option") << wrong;
  // BERT's puts blanks around ideographs, whatever becomes of case and accents.
  const nlohmann::json bert{{"type", "BertNormalizer"}, {"lowercase", true}};
  const TextNormalizer cased = TextNormalizer::from_json(named_normalizer("none", bert));
  EXPECT_EQ(cased.apply(std::string_view("É中A")), "É 中 A");
}

TEST(TokenizerParts, UnknownOnesAreNamed) {
  EXPECT_EQ(code_of([] {
              (void)TextNormalizer::from_json({{"type", "NFKX"}});
            }),
            "unsupported_tokenizer");
  EXPECT_EQ(code_of([] {
              (void)PreTokenizer::from_json({{"type", "X"}});
            }),
            "unsupported_tokenizer");
  EXPECT_EQ(code_of([] {
              (void)TokenDecoder::from_json({{"type", "CTC"}});
            }),
            "unsupported_tokenizer");
  EXPECT_EQ(code_of([] { (void)TextPattern::of_regex("(a"); }), "bad_tokenizer");
  EXPECT_EQ(code_of([] { CharacterMap map("abc"); }), "bad_tokenizer");
}

TEST(TokenizerParts, Base64ComesBack) {
  EXPECT_EQ(encode_base64("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
  EXPECT_EQ(decode_base64("YW55IGNhcm5hbCBwbGVhcw=="), "any carnal pleas");
  EXPECT_EQ(decode_base64("YW5"), std::nullopt);
}

// A table with the one entry "A" -> "b", as a double array of 256 units would hold it.
TEST(TokenizerParts, CharacterMapsAreRead) {
  std::vector<std::uint32_t> units(512, 0);
  // The root's offset is 1: "A" leads to 1 ^ 'A'; there a leaf follows at offset 128.
  units[0] = 1U << 10;
  const std::size_t a = 1U ^ 'A';
  units[a] = 128U << 10 | 1U << 8 | 'A';
  units[a ^ 128] = 1U << 31;  // the text at 0
  std::string bytes(4, '\0');
  const std::uint32_t size = static_cast<std::uint32_t>(units.size() * 4);
  std::memcpy(bytes.data(), &size, 4);
  bytes.append(reinterpret_cast<const char*>(units.data()), size);
  bytes += std::string("b\0", 2);
  EXPECT_EQ(CharacterMap(bytes).apply({"xAA\xff"}).text, "xbb\xef\xbf\xbd");
}

}  // namespace
}  // namespace ingot
