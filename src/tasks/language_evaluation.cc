#include "tasks/language_evaluation.h"

#include <cmath>
#include <numeric>

#include "evaluate/bootstrap.h"
#include "evaluate/ngram_model.h"
#include "tasks/token_sums.h"

namespace ingot {
namespace {

// Of the last window of a running text: tokens at its beginning that stand in the one before.
std::int64_t repeated_tokens(const LanguagePart& part, const LanguageRows& how,
                             const RowSource& rows) {
  if (how.form != TextForm::running) return 0;
  return rows.size() * how.context - (std::ssize(part.tokens) - 1);
}

// All rise with the two that they are made of.
std::vector<MetricValue> figures_of(double loss, double accuracy, std::int64_t tokens,
                                    const LanguagePart& part, const LanguageRows& how) {
  std::vector<MetricValue> figures{{"perplexity", std::exp(loss)}};
  if (how.form == TextForm::running)
    figures.push_back({"bits_per_byte", loss * static_cast<double>(tokens) / std::log(2.0) /
                                            static_cast<double>(part.bytes)});
  figures.push_back({"log_loss", loss});
  figures.push_back({"accuracy", accuracy});
  return figures;
}

std::vector<MetricValue> figures_of(const TokenSum& sum, const LanguagePart& part,
                                    const LanguageRows& how) {
  return figures_of(sum.mean_loss(), sum.accuracy(), sum.tokens, part, how);
}

// Those from `first` on.
TokenSum told_by_ngrams(const NgramModel& model, std::span<const TokenId> tokens,
                        std::size_t first) {
  TokenSum sum;
  for (std::size_t i = first; i < tokens.size(); ++i) {
    const NextToken said = model.next(tokens.first(i), tokens[i]);
    sum.add(said.probability, said.likeliest == tokens[i]);
  }
  return sum;
}

TokenSum told_by_ngrams(const NgramModel& model, const LanguagePart& part) {
  if (part.answers.empty()) return told_by_ngrams(model, part.tokens, 1);
  TokenSum sum;
  for (std::size_t row = 0; row < part.answers.size(); ++row) {
    const auto begin = static_cast<std::size_t>(part.starts[row]),
               end = static_cast<std::size_t>(part.starts[row + 1]),
               answer = static_cast<std::size_t>(part.answers[row]);
    sum.add(
        told_by_ngrams(model, std::span(part.tokens).subspan(begin, end - begin), answer - begin),
        1);
  }
  return sum;
}

template <class Body>
void for_each_hidden(const LanguagePart& part, const LanguageRows& how, const Body& body) {
  const std::unique_ptr<RowSource> rows = language_rows(part, how);
  for (std::int64_t r = 0; r < rows->size(); ++r) {
    const std::vector<Tensor> row = rows->get(std::array{r});
    for (const std::int64_t token : row.back().data<std::int64_t>())
      if (token >= 0) body(static_cast<std::size_t>(token));
  }
}

TokenSum told_by_frequency(const LanguagePart& train, const LanguagePart& part,
                           const LanguageRows& how) {
  // Each token once more than it was seen.
  std::vector<double> counts(static_cast<std::size_t>(how.padded.count), 1.0);
  for_each_hidden(train, how, [&](std::size_t token) { ++counts[token]; });
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  const auto most = static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin());
  TokenSum sum;
  for_each_hidden(part, how,
                  [&](std::size_t token) { sum.add(counts[token] / total, token == most); });
  return sum;
}

}  // namespace

Evaluation evaluate_language(Inference& model, const LanguagePart& part, const LanguageRows& how,
                             std::uint64_t seed) {
  const std::unique_ptr<RowSource> source = language_rows(part, how);
  const std::vector<TokenSum> sums =
      sum_tokens(model, *source, repeated_tokens(part, how, *source));
  TokenSum all;
  for (const TokenSum& sum : sums) all.add(sum, 1);
  // Each row has a token, so that both are always there.
  const auto intervals =
      bootstrap_figures(sums.size(), 2,
                        [&](RowCounts counts) -> std::vector<std::optional<double>> {
                          TokenSum drawn;
                          for (std::size_t i = 0; i < sums.size(); ++i)
                            drawn.add(sums[i], counts[i]);
                          return {drawn.mean_loss(), drawn.accuracy()};
                        },
                        {.seed = seed});
  const Interval &loss = *intervals[0], &accuracy = *intervals[1];
  const auto low = figures_of(loss.low, accuracy.low, all.tokens, part, how),
             high = figures_of(loss.high, accuracy.high, all.tokens, part, how);
  Evaluation evaluation;
  evaluation.rows = all.tokens;
  evaluation.metrics = figures_of(all, part, how);
  for (std::size_t m = 0; m < low.size(); ++m)
    evaluation.metrics[m].interval = {*low[m].value, *high[m].value, loss.level, loss.replicates};
  return evaluation;
}

void add_counting_baseline(Evaluation& evaluation, const LanguagePart& train,
                           const LanguagePart& part, const LanguageRows& how,
                           std::int64_t vocabulary) {
  if (how.form == TextForm::lines) {
    evaluation.baselines.push_back(
        {"frequency", text("how often each token stands in the texts", "各词元的出现频率"),
         figures_of(told_by_frequency(train, part, how), part, how)});
    return;
  }
  constexpr std::size_t kMostTokens = 1'000'000;
  constexpr int kOrder = 5;
  const std::span<const TokenId> all = train.tokens;
  const NgramModel model(all.last(std::min(all.size(), kMostTokens)),
                         static_cast<std::int32_t>(vocabulary), kOrder);
  evaluation.baselines.push_back({"ngram",
                                  text("counting what followed the last {} tokens",
                                       "统计最近 {} 个词元之后的词元", kOrder - 1),
                                  figures_of(told_by_ngrams(model, part), part, how)});
}

}  // namespace ingot
