// Tags that mark entities: what they mark, and the sequences that they allow.
#include "features/tag_scheme.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ingot/error.h"

namespace ingot::testing {
namespace {

using Names = std::vector<std::string>;

std::vector<std::int32_t> numbers_of(const Names& tags, const Names& sentence) {
  std::vector<std::int32_t> numbers;
  for (const std::string& tag : sentence)
    numbers.push_back(static_cast<std::int32_t>(std::ranges::find(tags, tag) - tags.begin()));
  return numbers;
}

std::string shown(const TagScheme& scheme, const Names& tags, const Names& sentence) {
  std::string all;
  for (const Entity& e : scheme.entities(numbers_of(tags, sentence)))
    all +=
        fmt::format("{}[{},{}) ", scheme.kinds()[static_cast<std::size_t>(e.kind)], e.begin, e.end);
  return all;
}

const Names kIob{"B-LOC", "B-PER", "I-LOC", "I-PER", "O"};
const Names kIobes{"B-PER", "E-PER", "I-PER", "O", "S-LOC", "S-PER"};

TEST(TagScheme, TheFormIsFoundInTheTags) {
  const auto form = [](const std::vector<Names>& sentences) {
    return std::string(to_string(form_of_tags(sentences)));
  };
  EXPECT_EQ(form({{"B-PER", "I-PER", "O"}, {"O", "B-LOC"}}), "IOB2");
  EXPECT_EQ(form({{"I-PER", "I-PER", "O"}, {"O", "I-LOC", "B-LOC"}}), "IOB1");
  EXPECT_EQ(form({{"B-PER", "E-PER", "O", "S-LOC"}}), "IOBES");
  EXPECT_EQ(form({{"B", "M", "E", "S"}}), "IOBES");  // words of Chinese
  EXPECT_EQ(form({{"B-PER", "L-PER", "U-LOC"}}), "IOBES");
  EXPECT_EQ(form({{"B", "I", "O"}}), "IOB2");
  EXPECT_EQ(form({{"NN", "VB", "O"}}), "");
  EXPECT_EQ(form({{"B-PER", "I-PER", "X"}}), "");  // one tag that marks nothing
  EXPECT_EQ(form({{"O", "O"}}), "");
  EXPECT_EQ(form({{"E", "S", "S"}}), "");  // nothing begins
  EXPECT_EQ(form({{"B-", "I-"}}), "");
  EXPECT_EQ(form({}), "");
  for (const TagForm f : {TagForm::plain, TagForm::iob1, TagForm::iob2, TagForm::iobes})
    EXPECT_EQ(tag_form(to_string(f)), f);
  EXPECT_THROW(static_cast<void>(tag_form("BILUO")), Error);
}

TEST(TagScheme, EntitiesHaveAKindAndBorders) {
  const TagScheme iob(TagForm::iob2, kIob);
  EXPECT_EQ(iob.kinds(), (Names{"LOC", "PER"}));
  EXPECT_EQ(shown(iob, kIob, {"B-PER", "I-PER", "O", "B-LOC"}), "PER[0,2) LOC[3,4) ");
  EXPECT_EQ(shown(iob, kIob, {"B-PER", "B-PER", "I-PER"}), "PER[0,1) PER[1,3) ");
  // What does not fit begins one of its own.
  EXPECT_EQ(shown(iob, kIob, {"O", "I-PER", "I-LOC", "I-LOC"}), "PER[1,2) LOC[2,4) ");
  EXPECT_EQ(shown(iob, kIob, {"O", "O"}), "");
  const TagScheme iobes(TagForm::iobes, kIobes);
  EXPECT_EQ(shown(iobes, kIobes, {"B-PER", "I-PER", "E-PER", "S-PER", "S-LOC"}),
            "PER[0,3) PER[3,4) LOC[4,5) ");
  EXPECT_EQ(shown(iobes, kIobes, {"B-PER", "E-PER", "E-PER", "I-PER"}),
            "PER[0,2) PER[2,3) PER[3,4) ");
  const Names words{"B", "E", "M", "S"};
  EXPECT_EQ(shown(TagScheme(TagForm::iobes, words), words, {"B", "M", "E", "S", "B", "E"}),
            "[0,3) [3,4) [4,6) ");
  EXPECT_TRUE(TagScheme(TagForm::plain, {"NN", "B-X"}).entities(std::array{0, 1}).empty());
}

// Each row is a token; the columns are as the tags.
Names likeliest(const TagScheme& scheme, const Names& tags, const std::vector<float>& p) {
  Names called;
  for (const std::int32_t tag : scheme.likeliest(p))
    called.push_back(tags[static_cast<std::size_t>(tag)]);
  return called;
}

TEST(TagScheme, ImpossibleSequencesAreNeverCalled) {
  const TagScheme iob(TagForm::iob2, kIob);
  // B-LOC B-PER I-LOC I-PER O: I-PER is likeliest, but nothing has begun.
  EXPECT_EQ(likeliest(iob, kIob, {0.05F, 0.3F, 0.05F, 0.5F, 0.1F, 0, 0, 0, 0.9F, 0.1F}),
            (Names{"B-PER", "I-PER"}));
  // The whole is looked at: 0.4 * 0.9 beats 0.5 * 0.1.
  EXPECT_EQ(likeliest(iob, kIob, {0.5F, 0.4F, 0, 0, 0.1F, 0.05F, 0.05F, 0, 0.9F, 0}),
            (Names{"B-PER", "I-PER"}));
  EXPECT_EQ(likeliest(iob, kIob, {0, 0.1F, 0, 0, 0.9F, 0, 0, 0, 0.4F, 0.6F}), (Names{"O", "O"}));
  const TagScheme iobes(TagForm::iobes, kIobes);
  // B-PER E-PER I-PER O S-LOC S-PER: what begins must end.
  EXPECT_EQ(likeliest(iobes, kIobes, {0.6F, 0, 0, 0.1F, 0, 0.3F, 0, 0.1F, 0, 0.9F, 0, 0}),
            (Names{"S-PER", "O"}));
  const TagScheme iob1(TagForm::iob1, kIob);
  EXPECT_EQ(likeliest(iob1, kIob, {0, 0.6F, 0, 0.4F, 0, 0, 0.6F, 0, 0.4F, 0}),
            (Names{"I-PER", "B-PER"}));
}

TEST(TagScheme, WhatIsCalledFitsWhateverTheProbabilities) {
  for (const auto& [form, tags] :
       {std::pair(TagForm::iob1, kIob), {TagForm::iob2, kIob}, {TagForm::iobes, kIobes}}) {
    const TagScheme scheme(form, tags);
    std::uint32_t state = 7;
    for (int round = 0; round < 200; ++round) {
      std::vector<float> p(tags.size() * static_cast<std::size_t>(1 + round % 9));
      for (float& value : p) {
        state = state * 1664525 + 1013904223;
        value = static_cast<float>(state >> 8) * 0x1p-24F;
      }
      std::int32_t before = TagScheme::kNoTag;
      for (const std::int32_t tag : scheme.likeliest(p)) {
        EXPECT_TRUE(scheme.may_follow(before, tag));
        before = tag;
      }
      EXPECT_TRUE(scheme.may_follow(before, TagScheme::kNoTag));
    }
  }
}

TEST(TagScheme, WithoutAPossibleSequenceTheLikeliestTagsStay) {
  const Names tags{"B-X", "I-X"};
  EXPECT_EQ(likeliest(TagScheme(TagForm::iobes, tags), tags, {0.2F, 0.8F}), (Names{"I-X"}));
  EXPECT_EQ(likeliest(TagScheme(TagForm::plain, tags), tags, {0.2F, 0.8F, 0.5F, 0.5F}),
            (Names{"I-X", "B-X"}));
  EXPECT_TRUE(TagScheme(TagForm::iob2, tags).likeliest({}).empty());
}

}  // namespace
}  // namespace ingot::testing
