// Sentences with tags, as files hold them.
#include "data/tagged_text.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace ingot::testing {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class TaggedFile : public ::testing::Test {
 protected:
  TaggedFile()
      : folder_(fs::temp_directory_path() /
                fmt::format("ingot_tags_{}",
                            ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~TaggedFile() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& text) {
    write_file(folder_ / name, text);
    return folder_ / name;
  }
  TaggedText read(const std::string& name, const std::string& text,
                  const TaggedTextOptions& options = {}) {
    return read_tagged_text(write(name, text), options);
  }
  // The error in English: what happened.
  std::string wrong(const std::string& name, const std::string& text,
                    const TaggedTextOptions& options = {}) {
    try {
      static_cast<void>(read(name, text, options));
    } catch (const Error& e) {
      return e.what();
    }
    return "nothing";
  }
  fs::path folder_;
};

void expect_contains(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), text.npos) << text;
}

TEST_F(TaggedFile, ColumnsAreApartByBlanksOrTabs) {
  const TaggedText blanks = read("a.conll",
                                 "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\nrejects VBZ  B-VP O\n"
                                 "\n \t \nPeter NNP B-NP B-PER\n");
  ASSERT_EQ(blanks.sentences.size(), 2U);
  EXPECT_EQ(blanks.sentences[0].tokens, (Names{"EU", "rejects"}));
  EXPECT_EQ(blanks.sentences[0].tags, (Names{"B-ORG", "O"}));
  EXPECT_EQ(blanks.sentences[1].tags, (Names{"B-PER"}));
  const TaggedText tabs = read("a.tsv", "# a comment\nNew York\tB-LOC\n#\tO\n# another\n\nhere\tO");
  ASSERT_EQ(tabs.sentences.size(), 2U);
  EXPECT_EQ(tabs.sentences[0].tokens, (Names{"New York", "#"}));
}

TEST_F(TaggedFile, MarksAndOtherEndsOfLinesAreNoPartOfIt) {
  const TaggedText odd = read("a.bio", "\xEF\xBB\xBFin\tO\r\nParis\tB-LOC\r\n\r\n\r\nhe\tO\r\n");
  ASSERT_EQ(odd.sentences.size(), 2U);
  EXPECT_EQ(odd.sentences[0].tokens, (Names{"in", "Paris"}));
  EXPECT_EQ(odd.sentences[0].tags, (Names{"O", "B-LOC"}));
  EXPECT_EQ(odd.sentences[1].tags, (Names{"O"}));
}

TEST_F(TaggedFile, AFirstLineThatNamesTheColumnsIsTold) {
  const TaggedText named = read("a.tsv", "Token\tner_tags\nAnna\tB-PER\n");
  ASSERT_EQ(named.sentences.size(), 1U);
  EXPECT_EQ(named.sentences[0].tokens, (Names{"Anna"}));
  ASSERT_EQ(named.notes.size(), 1U);
  expect_contains(named.notes[0].en, "line 1 names the columns");
}

TEST_F(TaggedFile, WhatDoesNotFitIsToldWithItsLine) {
  expect_contains(wrong("a.conll", "a O\nb\n"), "a.conll, line 2: \"b\" has no tag");
  expect_contains(wrong("a.conll", "a\nb\n"), "line 1: \"a\" has no tag");
  expect_contains(wrong("a.conll", "a\tO\nb\t\n"), "line 2: \"b\" has no tag");
  expect_contains(wrong("a.conll", "a\tO\n\tO\n"), "line 2: the token is empty");
  expect_contains(wrong("a.conll", "a X O\n\nb O\n"), "line 3: 2 columns, but 3 on line 1");
  expect_contains(wrong("a.conll", "\n \n"), "no_rows");
  expect_contains(wrong("a.conll", "a O\nb \xff O\n", {.encoding = "utf-8"}), "line 2");
}

TEST_F(TaggedFile, TokensAloneAreReadWhereNoTagsAreNeeded) {
  const TaggedText words = read("a.txt", "Anna\nsleeps\n\nshe\n", {.needs_tags = false});
  ASSERT_EQ(words.sentences.size(), 2U);
  EXPECT_EQ(words.sentences[0].tokens, (Names{"Anna", "sleeps"}));
  EXPECT_TRUE(words.sentences[0].tags.empty());
  expect_contains(wrong("a.txt", "Anna O\nsleeps\n", {.needs_tags = false}), "line 2");
}

TEST_F(TaggedFile, JsonLinesHaveListsOfTokensAndTags) {
  const TaggedText texts =
      read("a.jsonl",
           "{\"tokens\": [\"Anna\", \"sleeps\"], \"tags\": [\"B-PER\", \"O\"]}\n\n"
           "{\"id\": 7, \"tokens\": [], \"tags\": []}\n"
           "{\"tokens\": [\"so\"], \"ner_tags\": [3]}\n");
  ASSERT_EQ(texts.sentences.size(), 2U);
  EXPECT_EQ(texts.sentences[0].tags, (Names{"B-PER", "O"}));
  EXPECT_EQ(texts.sentences[1].tags, (Names{"3"}));
  const TaggedText other = read(
      "b.jsonl", "{\"tokens\": [\"a\"], \"tags\": [\"X\"], \"pos\": [\"NN\"]}", {.target = "pos"});
  EXPECT_EQ(other.sentences[0].tags, (Names{"NN"}));
  const TaggedText alone = read("c.jsonl", "{\"tokens\": [\"a\"]}", {.needs_tags = false});
  EXPECT_TRUE(alone.sentences[0].tags.empty());
}

TEST_F(TaggedFile, WrongObjectsAreToldWithTheirLine) {
  const std::string good = "{\"tokens\": [\"a\"], \"tags\": [\"O\"]}\n";
  expect_contains(wrong("a.jsonl", good + "[1]\n"), "line 2: this is no JSON object");
  expect_contains(wrong("a.jsonl", good + good + "{\"tokens\": [\"a\"\n"), "line 3");
  expect_contains(wrong("a.jsonl", "{\"tokens\": [\"a\"]}"), "there is no \"tags\"");
  expect_contains(wrong("a.jsonl", "{\"tags\": [\"O\"]}"), "there is no \"tokens\"");
  expect_contains(wrong("a.jsonl", "{\"tokens\": [\"a\", \"b\"], \"tags\": [\"O\"]}"),
                  "2 tokens and 1 tags");
  expect_contains(wrong("a.jsonl", "{\"tokens\": \"a b\", \"tags\": [\"O\"]}"), "no list of texts");
  expect_contains(wrong("a.jsonl", "{\"tokens\": [\" \"], \"tags\": [\"O\"]}"), "a token is empty");
  expect_contains(wrong("a.jsonl", "{\"tokens\": [\"a\"], \"tags\": [null]}"), "no list of texts");
}

TEST_F(TaggedFile, PartsAreFoundByTheirNames) {
  for (const char* name : {"train.conll", "dev.conll", "eng.testb.conll", "README.md", "notes.txt"})
    write(name, "a O\n");
  const TaggedFiles files = tagged_files(folder_);
  EXPECT_EQ(files.train.filename(), "train.conll");
  EXPECT_EQ(files.valid.filename(), "dev.conll");
  EXPECT_EQ(files.test.filename(), "eng.testb.conll");
  write("train2.txt", "a O\n");
  EXPECT_THROW(static_cast<void>(tagged_files(folder_)), Error);
  EXPECT_TRUE(has_tagged_name("a.BIO"));
  EXPECT_FALSE(has_tagged_name("a.txt"));
  EXPECT_TRUE(may_be_tagged("a.jsonl.gz"));
  EXPECT_FALSE(may_be_tagged("a.csv"));
}

}  // namespace
}  // namespace ingot::testing
