#include "evaluate/tag_findings.h"

#include <algorithm>

namespace ingot {
namespace {

constexpr std::int64_t kBounds[] = {5, 10, 20, 40};  // of the slices; the last goes on
constexpr std::int64_t kMostExamples = 24, kAround = 8, kMostTokens = 60;

double quotient(std::int64_t part, std::int64_t all) {
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

bool overlap(const Entity& a, const Entity& b) { return a.begin < b.end && b.begin < a.end; }

// One sentence among the answers.
struct Part {
  std::int64_t begin, end;
  std::span<const std::int32_t> truth, called;

  Part(const TagAnswers& answers, std::int64_t sentence)
      : begin(answers.starts[static_cast<std::size_t>(sentence)]),
        end(answers.starts[static_cast<std::size_t>(sentence) + 1]),
        truth(cut(answers.truth)),
        called(cut(answers.called)) {}
  [[nodiscard]] std::int64_t hits() const {
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < truth.size(); ++i) hits += truth[i] == called[i] ? 1 : 0;
    return hits;
  }
  [[nodiscard]] std::int64_t size() const { return end - begin; }

 private:
  [[nodiscard]] std::span<const std::int32_t> cut(const std::vector<std::int32_t>& all) const {
    return std::span(all).subspan(static_cast<std::size_t>(begin),
                                  static_cast<std::size_t>(end - begin));
  }
};

void count_entities(std::vector<EntityFigures>& kinds, const std::vector<Entity>& there,
                    const std::vector<Entity>& called) {
  const auto of = [&](const Entity& e) -> EntityFigures& {
    return kinds[static_cast<std::size_t>(e.kind)];
  };
  for (const Entity& e : there) {
    EntityFigures& figures = of(e);
    ++figures.entities;
    const auto found = std::ranges::find_if(
        called, [&](const Entity& c) { return c.begin == e.begin && c.end == e.end; });
    if (found != called.end())
      ++(found->kind == e.kind ? figures.right : figures.other_kind);
    else if (std::ranges::any_of(called, [&](const Entity& c) { return overlap(c, e); }))
      ++figures.other_borders;
    else
      ++figures.missed;
  }
  for (const Entity& c : called) {
    ++of(c).called;
    if (std::ranges::none_of(there, [&](const Entity& e) { return overlap(c, e); }))
      ++of(c).invented;
  }
}

std::size_t slice_of(std::int64_t tokens) {
  return static_cast<std::size_t>(std::ranges::lower_bound(kBounds, tokens) - kBounds);
}

// What is shown of a sentence: its wrong tokens and those around them.
WrongSentence shown_part(const TagAnswers& answers, const std::vector<std::string>& tokens,
                         const Part& part, std::int64_t sentence) {
  std::int64_t first = 0, last = part.size() - 1;
  const auto is_wrong = [&](std::int64_t i) {
    return part.truth[static_cast<std::size_t>(i)] != part.called[static_cast<std::size_t>(i)];
  };
  while (!is_wrong(first)) ++first;
  while (!is_wrong(last)) --last;
  const std::int64_t begin = std::max<std::int64_t>(0, first - kAround),
                     end = std::min({part.size(), last + 1 + kAround, begin + kMostTokens});
  WrongSentence shown{sentence, part.size() - part.hits(), begin > 0 || end < part.size(), {}};
  for (std::int64_t i = begin; i < end; ++i) {
    const auto at = static_cast<std::size_t>(i);
    shown.tokens.push_back({tokens[static_cast<std::size_t>(part.begin + i)],
                            answers.tags[static_cast<std::size_t>(part.truth[at])],
                            answers.tags[static_cast<std::size_t>(part.called[at])]});
  }
  return shown;
}

}  // namespace

double EntityFigures::precision() const { return quotient(right, called); }
double EntityFigures::recall() const { return quotient(right, entities); }
double EntityFigures::f1() const { return quotient(2 * right, entities + called); }

TagFindings find_tag_mistakes(const TagAnswers& answers, const std::vector<std::string>& tokens) {
  TagFindings found;
  found.sentences = answers.num_sentences();
  for (const std::string& kind : answers.scheme.kinds())
    if (answers.scheme.marks_entities()) found.kinds.push_back({.kind = kind});
  // Entities of each slice, those that were called, and those that were right.
  struct Counts {
    std::int64_t entities = 0, called = 0, right = 0, hits = 0;
  };
  constexpr std::size_t kSlices = std::size(kBounds) + 1;
  std::vector<LengthSlice> slices(kSlices);
  std::vector<Counts> counts(kSlices);
  std::vector<std::int64_t> wrong;
  for (std::int64_t s = 0; s < found.sentences; ++s) {
    const Part part(answers, s);
    const std::vector<Entity> there = answers.scheme.entities(part.truth),
                              called = answers.scheme.entities(part.called);
    count_entities(found.kinds, there, called);
    const std::size_t slice = slice_of(part.size());
    ++slices[slice].sentences;
    slices[slice].tokens += part.size();
    counts[slice].hits += part.hits();
    counts[slice].entities += std::ssize(there);
    counts[slice].called += std::ssize(called);
    counts[slice].right += std::ranges::count_if(
        there, [&](const Entity& e) { return std::ranges::binary_search(called, e); });
    if (part.hits() < part.size()) wrong.push_back(s);
  }
  for (std::size_t i = 0; i < kSlices; ++i) {
    if (slices[i].sentences == 0) continue;
    slices[i].low = i == 0 ? 1 : kBounds[i - 1] + 1;
    slices[i].high = i < std::size(kBounds) ? kBounds[i] : 0;
    slices[i].accuracy = quotient(counts[i].hits, slices[i].tokens);
    if (counts[i].entities + counts[i].called > 0)
      slices[i].f1 = quotient(2 * counts[i].right, counts[i].entities + counts[i].called);
    found.lengths.push_back(slices[i]);
  }
  found.wrong_sentences = std::ssize(wrong);
  const std::int64_t shown = std::min(kMostExamples, found.wrong_sentences);
  for (std::int64_t i = 0; i < shown; ++i) {
    const std::int64_t s = wrong[static_cast<std::size_t>(i * found.wrong_sentences / shown)];
    found.examples.push_back(shown_part(answers, tokens, Part(answers, s), s));
  }
  return found;
}

}  // namespace ingot
