#include "tasks/tag_scoring.h"

#include <map>
#include <unordered_map>

#include "tasks/tag_parts.h"

namespace ingot {
namespace {

using TagNumbers = std::map<std::string, std::int32_t>;

TagNumbers numbers_of(const std::vector<std::string>& tags) {
  TagNumbers numbers;
  for (const std::string& tag : tags)
    numbers.emplace(tag, static_cast<std::int32_t>(numbers.size()));
  return numbers;
}

// How often each tag stands; the most frequent one, of equal ones the first in byte order.
using TagCounts = std::map<std::string, std::int64_t>;
const std::string& most_frequent(const TagCounts& counts) {
  return std::ranges::max_element(counts, {}, &TagCounts::value_type::second)->first;
}

}  // namespace

TagAnswers tag_answers(Tagger& tagger, const std::vector<TaggedSentence>& sentences) {
  TagAnswers answers;
  answers.tags = tagger.pipeline().tags();
  answers.starts = {0};
  TagNumbers numbers = numbers_of(answers.tags);
  for (const TaggedSentence& sentence : sentences) {
    for (const std::string& tag : sentence.tags) {
      const auto [known, is_new] =
          numbers.emplace(tag, static_cast<std::int32_t>(answers.tags.size()));
      if (is_new) answers.tags.push_back(tag);
      answers.truth.push_back(known->second);
    }
    answers.starts.push_back(answers.num_tokens());
  }
  answers.scheme = TagScheme(tagger.pipeline().scheme().form(), answers.tags);
  const TaggedAnswer said = tagger.answer(sentences);
  const std::span<const float> p = said.probabilities.data<float>();
  const auto width = static_cast<std::int32_t>(tagger.pipeline().tags().size());
  answers.called = said.called;
  for (std::size_t i = 0; i < answers.called.size(); ++i) {
    const auto of = [&](std::int32_t tag) {
      return tag < width ? p[i * static_cast<std::size_t>(width) + static_cast<std::size_t>(tag)]
                         : 0.0F;
    };
    answers.confidence.push_back(of(answers.called[i]));
    answers.truth_probability.push_back(of(answers.truth[i]));
  }
  return answers;
}

BaselineFigures word_baseline(const TagAnswers& answers, const std::vector<TaggedSentence>& train,
                              const std::vector<TaggedSentence>& sentences) {
  std::unordered_map<std::string, TagCounts> of_words;
  TagCounts of_all;
  for (const TaggedSentence& sentence : train)
    for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
      ++of_words[sentence.tokens[i]][sentence.tags[i]];
      ++of_all[sentence.tags[i]];
    }
  TagAnswers guessed = answers;
  guessed.called.clear();
  const TagNumbers numbers = numbers_of(answers.tags);
  for (const TaggedSentence& sentence : sentences)
    for (const std::string& token : sentence.tokens) {
      const auto known = of_words.find(token);
      guessed.called.push_back(
          numbers.at(most_frequent(known == of_words.end() ? of_all : known->second)));
    }
  return {"word", text("each word's most frequent tag", "每个词最常见的标签"),
          tag_metrics(guessed)};
}

Predictions called_tags(const TagAnswers& answers) {
  const std::int64_t tokens = answers.num_tokens(), num_tags = std::ssize(answers.tags);
  Tensor scores = Tensor::zeros({f32, {tokens, num_tags}});
  const std::span<float> out = scores.mutable_data<float>();
  for (std::int64_t i = 0; i < tokens; ++i)
    out[static_cast<std::size_t>(i * num_tags + answers.called[static_cast<std::size_t>(i)])] = 1;
  return {.scores = std::move(scores),
          .truth = Tensor::from(
              std::vector<std::int64_t>(answers.truth.begin(), answers.truth.end()), {tokens}),
          .classes = answers.tags};
}

std::string text_around(const TagAnswers& answers, const std::vector<std::string>& tokens,
                        std::int64_t token) {
  constexpr std::int64_t kAround = 12;
  const auto behind = std::ranges::upper_bound(answers.starts, token);
  const std::int64_t begin = std::max(*(behind - 1), token - kAround),
                     end = std::min(*behind, token + kAround + 1);
  std::string shown = begin > *(behind - 1) ? "… " : "";
  for (std::int64_t i = begin; i < end; ++i) {
    const std::string& word = tokens[static_cast<std::size_t>(i)];
    shown +=
        fmt::format("{}{}", i > begin ? " " : "", i == token ? fmt::format("[{}]", word) : word);
  }
  return shown + (end < *behind ? " …" : "");
}

}  // namespace ingot
