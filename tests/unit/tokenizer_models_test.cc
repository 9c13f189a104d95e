// Tokenisers as a whole: small exact ones, trained ones, and files of them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/rng.h"
#include "features/tokenizers/merge_table.h"
#include "features/train_tokenizer.h"
#include "formats/gguf.h"
#include "formats/tokenizer_json.h"
#include "formats/vocab_txt.h"
#include "ingot/error.h"

namespace ingot {
namespace {

using nlohmann::json;
using Ids = std::vector<TokenId>;
using Strings = std::vector<std::string>;

std::string code_of_json(const std::string& bytes) {
  try {
    (void)read_tokenizer_json(bytes);
    return "read";
  } catch (const Error& e) {
    EXPECT_FALSE(e.message().zh.empty());
    return e.code();
  }
}

Strings tokens_of(const Tokenizer& t, const std::string& text) {
  Strings tokens;
  for (const TokenId id : t.encode(text)) tokens.push_back(t.token(id));
  return tokens;
}

const Strings kTexts{"the lower the newer, the wider the lowest",
                     "low lower lowest new newer newest wide wider widest",
                     "低价更低, 新品更新, 低价新品, 我们的新品低价",
                     "3.14 and 42: low, new and wide!"};

Tokenizer trained(const std::string& name, std::int64_t size, int num_threads = 1) {
  return train_tokenizer(
      [](const std::function<void(std::string_view)>& body) {
        for (const std::string& text : kTexts) body(text);
      },
      {.tokenizer = name,
       .vocabulary = {
           .size = size, .least_count = name == "characters" ? 1 : 2, .num_threads = num_threads}});
}

std::int64_t size_for(const std::string& name) {
  return name == "wordpiece" ? 100 : name == "unigram" ? 330 : 290;
}

const Strings kNames{"bpe", "bytes", "characters", "unigram", "wordpiece", "words"};

TEST(TokenizerModels, AreSixInOrderOfTheirNames) {
  Strings names;
  for (const TokenizerDef& def : tokenizer_registry()) {
    names.push_back(def.name);
    EXPECT_FALSE(def.doc.empty());
  }
  EXPECT_EQ(names, kNames);
  EXPECT_THROW((void)find_tokenizer("wordpeice"), Error);
}

TEST(TokenizerModels, MergesJoinTheLowestRankAndOfEqualOnesTheLeftmost) {
  // a=0 b=1 ab=2 ba=3 aba=4
  const std::vector<Merge> merges{{1, 0, 3, 0}, {0, 1, 2, 1}, {0, 3, 4, 2}};
  const MergeTable table(merges);
  std::vector<MergeSymbol> symbols{{0, 1}, {1, 2}, {0, 3}, {1, 4}};
  ASSERT_EQ(table.apply(symbols), 2U);
  EXPECT_EQ(symbols[0].id, 4);
  EXPECT_EQ(symbols[0].end, 3U);
  EXPECT_EQ(symbols[1].id, 1);
}

// Long pieces go through a queue, short ones do not; both do the same.
TEST(TokenizerModels, MergesOfLongPiecesAreThoseOfShortOnes) {
  std::vector<Merge> merges;
  for (TokenId id = 0; id < 40; ++id) {
    const PhiloxCounter draw = philox4x32({static_cast<std::uint32_t>(id), 0, 0, 0}, {5, 5});
    const auto below = static_cast<std::uint32_t>(id + 4);
    merges.push_back({static_cast<TokenId>(draw[0] % below), static_cast<TokenId>(draw[1] % below),
                      id + 4, draw[2] % 20});
  }
  const MergeTable table(merges);
  const auto by_hand = [&](std::vector<MergeSymbol> s) {
    while (true) {
      std::size_t best = s.size();
      MergeTable::Found found;
      for (std::size_t i = 0; i + 1 < s.size(); ++i) {
        const auto pair = table.find(s[i].id, s[i + 1].id);
        if (pair.rank < found.rank) found = pair, best = i;
      }
      if (best == s.size()) break;
      s[best] = {found.becomes, s[best + 1].end};
      s.erase(s.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    }
    return s;
  };
  for (std::uint32_t i = 0; i < 500; ++i) {
    std::vector<MergeSymbol> symbols;
    for (std::uint32_t k = 0; k < 1 + i % 150; ++k)
      symbols.push_back({static_cast<TokenId>(philox4x32({i, k, 0, 0}, {6, 6})[0] % 4), k + 1});
    const auto expected = by_hand(symbols);
    symbols.resize(table.apply(symbols));
    ASSERT_EQ(symbols.size(), expected.size());
    for (std::size_t k = 0; k < symbols.size(); ++k) {
      EXPECT_EQ(symbols[k].id, expected[k].id);
      EXPECT_EQ(symbols[k].end, expected[k].end);
    }
  }
}

// The example of Sennrich, Haddow and Birch: "es", "est", "lo", "low" ... are learned first.
TEST(TokenizerModels, BpeLearnsTheMostFrequentPairs) {
  const Tokenizer t = train_tokenizer(
      [](const std::function<void(std::string_view)>& body) {
        for (int i = 0; i < 5; ++i) body("low");
        for (int i = 0; i < 2; ++i) body("lower");
        for (int i = 0; i < 6; ++i) body("newest");
        for (int i = 0; i < 3; ++i) body("widest");
      },
      {.vocabulary = {.size = 256 + 1 + 5, .special = {"<|endoftext|>"}}});
  EXPECT_EQ(t.vocabulary_size(), 262);
  EXPECT_EQ(t.to_json()["model"]["merges"],
            json::parse(R"([["e","s"],["es","t"],["l","o"],["lo","w"],["e","w"]])"));
  EXPECT_EQ(tokens_of(t, "lowest"), (Strings{"low", "est"}));
}

TEST(TokenizerModels, LearnWithTheNormalizerThatIsNamed) {
  const auto words_of = [](const std::string& normalizer) {
    return tokens_of(
        train_tokenizer(
            [](const auto& body) { body("Low low Café"); },
            {.tokenizer = "words", .vocabulary = {.least_count = 1}, .normalizer = normalizer}),
        "LOW Low café");
  };
  EXPECT_EQ(words_of(""), (Strings{"low", "low", "café"}));
  EXPECT_EQ(words_of("none"), (Strings{"<unk>", "Low", "<unk>"}));
  EXPECT_EQ(words_of("lowercase+strip_accents"), (Strings{"low", "low", "cafe"}));
}

TEST(TokenizerModels, AreTheSameWithAnyNumberOfThreads) {
  for (const std::string& name : kNames) {
    const std::string one = write_tokenizer_json(trained(name, size_for(name), 1));
    EXPECT_EQ(one, write_tokenizer_json(trained(name, size_for(name), 1))) << name;
    EXPECT_EQ(one, write_tokenizer_json(trained(name, size_for(name), 2))) << name;
    EXPECT_EQ(one, write_tokenizer_json(trained(name, size_for(name), 3))) << name;
  }
}

TEST(TokenizerModels, ComeBackFromTheirFiles) {
  for (const std::string& name : kNames) {
    const Tokenizer t = trained(name, size_for(name));
    const std::string file = write_tokenizer_json(t);
    const Tokenizer copy = read_tokenizer_json(file);
    EXPECT_EQ(write_tokenizer_json(copy), file) << name;
    EXPECT_LE(t.vocabulary_size(), size_for(name)) << name;
    EXPECT_GT(t.vocabulary_size(), 10) << name;
    for (const std::string& text : kTexts) {
      EXPECT_EQ(copy.encode(text), t.encode(text)) << name;
      EXPECT_EQ(t.encode_with_spans(text).ids, t.encode(text)) << name;
    }
  }
}

TEST(TokenizerModels, GiveTheirTextsBack) {
  for (const std::string name : {"bpe", "bytes", "characters", "unigram"})
    for (const std::string& text : kTexts) {
      const Tokenizer t = trained(name, size_for(name));
      EXPECT_EQ(t.decode(t.encode(text)), text) << name;
    }
}

TEST(TokenizerModels, RandomBytesComeBackWhereAllBytesAreTokens) {
  for (const std::string name : {"bpe", "bytes"}) {
    const Tokenizer t = trained(name, 290);
    for (std::uint32_t i = 0; i < 10000; ++i) {
      const PhiloxCounter draw = philox4x32({i, 0, 0, 0}, {8, 8});
      std::string bytes;
      for (std::uint32_t k = 0; k < draw[0] % 96; ++k)
        bytes += static_cast<char>(philox4x32({i, k, 1, 0}, {8, 8})[0] >> (draw[1] % 2));
      ASSERT_EQ(t.decode(t.encode(bytes)), bytes) << name << i;
    }
  }
}

TEST(TokenizerModels, TokensKnowWhereTheyComeFrom) {
  const Tokenizer t = trained("wordpiece", 100);
  const std::string text = "The LOWER  newést 新品";
  const Tokens tokens = t.encode_with_spans(text, {.with_template = true});
  std::string all;
  for (const TextSpan& span : tokens.spans) all += text.substr(span.begin, span.end - span.begin);
  EXPECT_EQ(all, "TheLOWERnewést新品");
  EXPECT_EQ(tokens.spans.front(), TextSpan{});
  EXPECT_EQ(t.token(tokens.ids.front()), "[CLS]");
  EXPECT_EQ(t.token(tokens.ids.back()), "[SEP]");
  const Tokens pair = t.encode_pair("low", "new");
  EXPECT_EQ(pair.types.front(), 0);
  EXPECT_EQ(pair.types.back(), 1);
}

// A long text keeps what its pieces became; a text with spans does not.
TEST(TokenizerModels, LongTextsBecomeTheTokensOfShortOnes) {
  for (const std::string& name : kNames) {
    const Tokenizer t = trained(name, size_for(name));
    std::string text;
    for (std::uint32_t i = 0; text.size() < 100'000; ++i)
      text += kTexts[philox4x32({i, 0, 0, 0}, {4, 4})[0] % kTexts.size()].substr(i % 7) + "\n";
    EXPECT_EQ(t.encode(text), t.encode_with_spans(text).ids) << name;
  }
}

TEST(TokenizerModels, AddedTokensOfByteLevelModelsAreWrittenAsTheyAre) {
  const Tokenizer t = Tokenizer::from_json(json::parse(
      R"({"added_tokens":[{"id":1,"content":"é"}],"pre_tokenizer":{"type":"ByteLevel"},
      "decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0},"merges":[]}})"));
  EXPECT_EQ(t.encode("aéa"), (Ids{0, 1, 0}));
  EXPECT_EQ(t.decode(Ids{0, 1, 0}), "aéa");
}

TEST(TokenizerModels, WordsAreThoseOfDictionaries) {
  const Tokenizer t = trained("words", 290);
  EXPECT_EQ(tokens_of(t, "Low 新品"), (Strings{"low", "新品"}));
  EXPECT_EQ(t.token(t.encode("unseen")[0]), "<unk>");
  EXPECT_EQ(t.special().unk, t.find("<unk>"));
}

TEST(TokenizerModels, SpecialTokensAreReadFromTextsOnlyWhenOneAsks) {
  const Tokenizer t = trained("bpe", 290);
  const std::string text = "low<|endoftext|>";
  EXPECT_GT(t.encode(text).size(), 3U);
  const Ids ids = t.encode(text, {.reads_special = true});
  EXPECT_EQ(ids.back(), t.special().eos);
  EXPECT_EQ(t.decode(ids), "low");
  EXPECT_EQ(t.decode(ids, Tokenizer::Special::written), text);
  EXPECT_EQ(t.decode(t.encode(text)), text);
}

TEST(TokenizerModels, UnigramTakesTheLikeliestTokens) {
  const Tokenizer t = Tokenizer::from_json(
      {{"model",
        {{"type", "Unigram"},
         {"unk_id", 0},
         {"vocab", json::parse(R"([["<unk>",0],["a",-1],["b",-2],["ab",-2.5],["abc",-9]])")}}}});
  EXPECT_EQ(t.encode("abab"), (Ids{3, 3}));
  EXPECT_EQ(t.encode("abxyb"), (Ids{3, 0, 2}));
  EXPECT_EQ(t.encode("abc"), (Ids{4}));
}

TEST(TokenizerModels, WordPieceTakesTheLongestTokens) {
  const Tokenizer t = read_vocab_txt("[UNK]\nun\n##aff\n##able\n##a\n");
  EXPECT_EQ(tokens_of(t, "Unaffable unaf"), (Strings{"un", "##aff", "##able", "[UNK]"}));
  EXPECT_THROW((void)read_vocab_txt("a\nb\n"), Error);
  EXPECT_THROW((void)read_vocab_txt("[UNK]\nb\nb\n"), Error);
}

TEST(TokenizerModels, BpeOfCharactersHasSuffixesAndPrefixes) {
  const json values = json::parse(R"({"pre_tokenizer":{"type":"WhitespaceSplit"},
    "model":{"type":"BPE","unk_token":"<unk>","end_of_word_suffix":"</w>","vocab":{"<unk>":0,
    "l":1,"o":2,"w</w>":3,"lo":4,"low</w>":5,"w":6},"merges":["l o","lo w</w>"]}})");
  const Tokenizer t = Tokenizer::from_json(values);
  EXPECT_EQ(t.encode("low lo x"), (Ids{5, 1, 0, 0}));
}

TEST(TokenizerModels, BadFilesAreRefusedByWhatIsWrong) {
  EXPECT_EQ(code_of_json("{"), "bad_tokenizer");
  EXPECT_EQ(code_of_json("[]"), "bad_tokenizer");
  EXPECT_EQ(code_of_json("{}"), "bad_tokenizer");
  EXPECT_EQ(code_of_json(R"({"model":{"type":"BPEX"}})"), "unsupported_tokenizer");
  EXPECT_EQ(code_of_json(R"({"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}})"),
            "bad_tokenizer");
  EXPECT_EQ(code_of_json(R"({"model":{"type":"BPE","vocab":{"a":0,"b":0},"merges":[]}})"),
            "bad_tokenizer");
  EXPECT_EQ(code_of_json(R"({"model":{"type":"BPE","vocab":{"a":0,"b":-1},"merges":[]}})"),
            "bad_tokenizer");
  EXPECT_EQ(code_of_json(R"({"model":{"type":"BPE","vocab":{"a":99999999999},"merges":[]}})"),
            "bad_tokenizer");
  EXPECT_EQ(code_of_json(R"({"model":{"type":"Unigram","unk_id":3,"vocab":[["a",0]]}})"),
            "bad_tokenizer");
  EXPECT_EQ(code_of_json(std::string(100000, '[')), "bad_tokenizer");
  EXPECT_EQ(code_of_json(R"({"model":{"type":"BPE","vocab":{"a":0},"merges":[]}})"), "read");
}

TEST(TokenizerModels, GgufIsRefusedWhereItIsCutOff) {
  std::string bytes = "GGUF";
  const auto add = [&](auto number) {
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
  };
  add(std::uint32_t{3}), add(std::uint64_t{0}), add(std::uint64_t{1});
  add(std::uint64_t{1}), bytes += "k", add(std::uint32_t{9}), add(std::uint32_t{8});
  add(std::uint64_t{2}), add(std::uint64_t{1}), bytes += "a", add(std::uint64_t{1}), bytes += "b";
  const auto read = [](const std::string& b) { return read_gguf(std::as_bytes(std::span(b))); };
  EXPECT_EQ(std::get<Strings>(read(bytes).values.at("k")), (Strings{"a", "b"}));
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THROW((void)read(bytes.substr(0, size)), Error) << size;
  EXPECT_THROW((void)gguf_tokenizer(read(bytes)), Error);
}

TEST(TokenizerModels, NumbersWithoutATokenAreRefused) {
  const Tokenizer t = trained("bytes", 290);
  EXPECT_THROW((void)t.decode(Ids{-1}), Error);
  EXPECT_THROW((void)t.decode(Ids{t.vocabulary_size()}), Error);
}

}  // namespace
}  // namespace ingot
