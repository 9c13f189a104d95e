#include "evaluate/tag_evaluation.h"

#include <algorithm>
#include <numeric>

#include "evaluate/bootstrap.h"
#include "evaluate/class_counts.h"

namespace ingot {
namespace {

// Of some tokens; those of several sentences add up.
struct TagSums {
  std::int64_t tokens = 0, hits = 0;
  std::int64_t entities = 0, called = 0, right = 0;

  void add(const TagSums& other, std::int64_t times) {
    tokens += times * other.tokens;
    hits += times * other.hits;
    entities += times * other.entities;
    called += times * other.called;
    right += times * other.right;
  }
};

struct Sentence {
  TagSums sums;
  std::vector<std::pair<std::int32_t, ClassCounts>> tags;  // of those that it has
};

std::span<const std::int32_t> part_of(const std::vector<std::int32_t>& all,
                                      const TagAnswers& answers, std::size_t sentence) {
  const auto begin = static_cast<std::size_t>(answers.starts[sentence]),
             end = static_cast<std::size_t>(answers.starts[sentence + 1]);
  return std::span(all).subspan(begin, end - begin);
}

ClassCounts& counts_of(std::vector<std::pair<std::int32_t, ClassCounts>>& tags, std::int32_t tag) {
  const auto found = std::ranges::find(tags, tag, &std::pair<std::int32_t, ClassCounts>::first);
  return found == tags.end() ? tags.emplace_back(tag, ClassCounts{}).second : found->second;
}

std::vector<Sentence> sentences_of(const TagAnswers& answers) {
  std::vector<Sentence> sentences(static_cast<std::size_t>(answers.num_sentences()));
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    const auto truth = part_of(answers.truth, answers, s),
               called = part_of(answers.called, answers, s);
    TagSums& sums = sentences[s].sums;
    sums.tokens = std::ssize(truth);
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const bool is_right = truth[i] == called[i];
      sums.hits += is_right ? 1 : 0;
      counts_of(sentences[s].tags, truth[i]).rows += 1;
      counts_of(sentences[s].tags, truth[i]).hits += is_right ? 1 : 0;
      counts_of(sentences[s].tags, called[i]).predicted += 1;
    }
    const std::vector<Entity> there = answers.scheme.entities(truth),
                              found = answers.scheme.entities(called);
    std::vector<Entity> both;
    std::ranges::set_intersection(there, found, std::back_inserter(both));
    sums.entities = std::ssize(there);
    sums.called = std::ssize(found);
    sums.right = std::ssize(both);
  }
  return sentences;
}

std::optional<double> share(std::int64_t part, std::int64_t all) {
  if (all == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(all);
}

// All sentences, counted so often each.
struct Totals {
  TagSums sums;
  std::vector<ClassCounts> tags;
};

Totals totals_of(const std::vector<Sentence>& sentences, std::size_t num_tags,
                 std::span<const std::int32_t> counts) {
  Totals all{{}, std::vector<ClassCounts>(num_tags)};
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    if (counts[s] == 0) continue;
    all.sums.add(sentences[s].sums, counts[s]);
    for (const auto& [tag, more] : sentences[s].tags) {
      ClassCounts& sum = all.tags[static_cast<std::size_t>(tag)];
      sum.hits += counts[s] * more.hits;
      sum.rows += counts[s] * more.rows;
      sum.predicted += counts[s] * more.predicted;
    }
  }
  return all;
}

std::vector<MetricValue> figures_of(const Totals& all, bool of_entities) {
  const TagSums& sums = all.sums;
  const MetricValue accuracy{"accuracy", share(sums.hits, sums.tokens)};
  if (of_entities)
    // Where nothing is and nothing is called there is nothing to find.
    return {{"f1", share(2 * sums.right, sums.entities + sums.called)},
            {"precision", share(sums.right, sums.called)},
            {"recall", share(sums.right, sums.entities)},
            accuracy};
  double sum = 0, occurring = 0;
  for (const ClassCounts& tag : all.tags)
    if (tag.occurs()) sum += tag.f1(), ++occurring;
  return {accuracy, {"f1_macro", occurring > 0 ? std::optional(sum / occurring) : std::nullopt}};
}

void add_intervals(Evaluation& evaluation, const std::vector<Sentence>& sentences,
                   const EvaluateOptions& options) {
  const bool of_entities = evaluation.judged_by == JudgedBy::entities;
  const auto intervals = bootstrap_figures(
      sentences.size(), evaluation.metrics.size(),
      [&](RowCounts counts) {
        std::vector<std::optional<double>> values;
        for (const MetricValue& figure :
             figures_of(totals_of(sentences, evaluation.classes.size(), counts), of_entities))
          values.push_back(figure.value);
        return values;
      },
      {.replicates = options.replicates, .level = options.level, .seed = options.seed});
  for (std::size_t m = 0; m < intervals.size(); ++m)
    if (evaluation.metrics[m].value) evaluation.metrics[m].interval = intervals[m];
}

std::vector<Mistake> surest_mistakes_of(const TagAnswers& answers, std::size_t most) {
  std::vector<std::pair<float, std::size_t>> wrong;
  for (std::size_t i = 0; i < answers.confidence.size(); ++i)
    if (answers.truth[i] != answers.called[i]) wrong.emplace_back(-answers.confidence[i], i);
  const std::size_t count = std::min(most, wrong.size());
  std::partial_sort(wrong.begin(), wrong.begin() + static_cast<std::ptrdiff_t>(count), wrong.end());
  wrong.resize(count);
  std::vector<Mistake> mistakes;
  for (const auto& [minus, token] : wrong)
    mistakes.push_back({.row = static_cast<std::int64_t>(token),
                        .truth = static_cast<double>(answers.truth[token]),
                        .predicted = static_cast<double>(answers.called[token]),
                        .confidence = answers.confidence[token],
                        .truth_probability = answers.truth_probability[token]});
  return mistakes;
}

}  // namespace

std::vector<MetricValue> tag_metrics(const TagAnswers& answers) {
  const std::vector<Sentence> sentences = sentences_of(answers);
  const std::vector<std::int32_t> once(sentences.size(), 1);
  return figures_of(totals_of(sentences, answers.tags.size(), once),
                    answers.scheme.marks_entities());
}

Evaluation evaluate_tags(const TagAnswers& answers, const EvaluateOptions& options) {
  if (answers.num_tokens() == 0) throw Error("no_rows", text("there are no tokens", "没有词元"));
  const std::vector<Sentence> sentences = sentences_of(answers);
  const std::vector<std::int32_t> once(sentences.size(), 1);
  const Totals all = totals_of(sentences, answers.tags.size(), once);
  Evaluation evaluation;
  evaluation.rows = answers.num_tokens();
  evaluation.classes = answers.tags;
  evaluation.judged_by = answers.scheme.marks_entities() ? JudgedBy::entities : JudgedBy::tags;
  evaluation.metrics = figures_of(all, answers.scheme.marks_entities());
  if (options.replicates > 0) add_intervals(evaluation, sentences, options);
  evaluation.confusion.assign(answers.tags.size(), std::vector<std::int64_t>(answers.tags.size()));
  for (std::size_t i = 0; i < answers.truth.size(); ++i)
    ++evaluation.confusion[static_cast<std::size_t>(answers.truth[i])]
                          [static_cast<std::size_t>(answers.called[i])];
  for (const ClassCounts& c : all.tags)
    evaluation.per_class.push_back({c.rows, c.predicted, c.precision(), c.recall(), c.f1()});
  evaluation.mistakes = surest_mistakes_of(answers, static_cast<std::size_t>(options.max_mistakes));
  return evaluation;
}

}  // namespace ingot
