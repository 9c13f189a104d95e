#include "tasks/translation_evaluation.h"

#include <algorithm>
#include <numeric>

#include "evaluate/bleu.h"
#include "evaluate/bootstrap.h"
#include "evaluate/word_translation.h"
#include "tasks/token_sums.h"

namespace ingot {
namespace {

struct PairSum {
  BleuCounts words;
  TokenSum tokens;

  void add(const PairSum& other, std::int32_t times) {
    words.add(other.words, times);
    tokens.add(other.tokens, times);
  }
};

BleuCounts counts_of(std::string_view written, const std::string& reference) {
  return bleu_counts(written, std::span(&reference, 1));
}

std::vector<MetricValue> figures_of(const PairSum& sum) {
  const double loss = sum.tokens.mean_loss();
  return {{"bleu", bleu(sum.words)},
          {"perplexity", std::exp(loss)},
          {"log_loss", loss},
          {"accuracy", sum.tokens.accuracy()}};
}

double bleu_of(std::span<const std::string> written, const std::vector<std::string>& references) {
  BleuCounts counts;
  for (std::size_t i = 0; i < written.size(); ++i) counts.add(counts_of(written[i], references[i]));
  return bleu(counts);
}

// Each with its interval.
std::vector<MetricValue> figures_of(const std::vector<PairSum>& sums,
                                    const BootstrapOptions& options) {
  PairSum all;
  for (const PairSum& sum : sums) all.add(sum, 1);
  std::vector<MetricValue> figures = figures_of(all);
  const auto intervals = bootstrap_figures(
      sums.size(), figures.size(),
      [&](RowCounts counts) {
        PairSum drawn;
        for (std::size_t i = 0; i < sums.size(); ++i) drawn.add(sums[i], counts[i]);
        std::vector<std::optional<double>> values;
        for (const MetricValue& figure : figures_of(drawn)) values.push_back(figure.value);
        return values;
      },
      options);
  for (std::size_t m = 0; m < intervals.size(); ++m) figures[m].interval = intervals[m];
  return figures;
}

std::optional<RowGroups> groups_by_length(const std::vector<PairSum>& sums,
                                          const std::vector<TokenPair>& pairs, std::uint64_t seed) {
  const RowGroupOptions options{.seed = seed};
  std::vector<std::int64_t> lengths;
  for (const TokenPair& pair : pairs) lengths.push_back(std::ssize(pair.source));
  RowGroups found{text("tokens of the source", "原文词元数"), "bleu", {}};
  for (const auto& [name, rows] : ranges_by(lengths, options)) {
    std::vector<PairSum> own;
    for (const std::int64_t row : rows) own.push_back(sums[static_cast<std::size_t>(row)]);
    const MetricValue bleu =
        figures_of(own, {.replicates = options.replicates, .seed = seed}).front();
    found.groups.push_back({name, std::ssize(rows), bleu.value, bleu.interval});
  }
  if (found.groups.empty()) return std::nullopt;
  return found;
}

}  // namespace

std::vector<Translation> translate_all(Translator& translator,
                                       const std::vector<std::string>& sources,
                                       Progress* progress) {
  std::vector<Translation> written = translator.translate(sources, [&](std::int64_t done) {
    if (progress)
      progress->at({.stage = text("translating", "翻译"),
                    .done = done,
                    .total = std::ssize(sources),
                    .unit = text("texts", "条文本"),
                    .figures = {}});
  });
  const auto cut = std::ranges::count(written, true, &Translation::is_cut),
             unfinished = std::ranges::count(written, true, &Translation::is_unfinished);
  const std::int64_t most = translator.pipeline().context - 1;
  if (progress && cut > 0)
    progress->note(text("{} texts are longer than {} tokens: their ends were not read",
                        "{} 条文本超过 {} 个词元: 未读其结尾", cut, most));
  if (progress && unfinished > 0)
    progress->note(text("{} translations came to no end within {} tokens",
                        "{} 条译文在 {} 个词元内未结束", unfinished, most));
  return written;
}

TranslationFigures evaluate_translation(Inference& model, Translator& translator,
                                        const TextPairs& texts, std::uint64_t seed,
                                        Progress* progress) {
  TranslationFigures figures;
  figures.written = translate_all(translator, texts.sources, progress);
  std::int64_t num_cut = 0;
  const std::vector<TokenPair> pairs = token_pairs(translator.pipeline(), texts, num_cut);
  const std::vector<TokenSum> tokens =
      sum_tokens(model, PairRows(pairs, {translator.pipeline().context}));
  std::vector<PairSum> sums;
  for (std::size_t i = 0; i < texts.size(); ++i)
    sums.push_back({counts_of(figures.written[i].text, texts.targets[i]), tokens[i]});
  figures.evaluation.rows = std::ssize(sums);
  figures.evaluation.metrics = figures_of(sums, {.seed = seed});
  figures.by_length = groups_by_length(sums, pairs, seed);
  return figures;
}

void add_translation_baselines(Evaluation& evaluation, const TextPairs& train,
                               const TextPairs& test) {
  const WordTranslation words(train.sources, train.targets);
  std::vector<std::string> written;
  for (const std::string& source : test.sources) written.push_back(words.translate(source));
  evaluation.baselines.push_back({"word_for_word",
                                  text("each word by its likeliest counterpart", "逐词替换"),
                                  {{"bleu", bleu_of(written, test.targets)}}});
  evaluation.baselines.push_back({"copy",
                                  text("the source as it is", "照抄原文"),
                                  {{"bleu", bleu_of(test.sources, test.targets)}}});
}

std::vector<GeneratedText> translation_examples(const TextPairs& texts,
                                                const std::vector<Translation>& written) {
  constexpr std::size_t kOfEach = 3;
  std::vector<double> scores;
  for (std::size_t i = 0; i < texts.size(); ++i)
    scores.push_back(sentence_bleu(counts_of(written[i].text, texts.targets[i])));
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t i) { return scores[i]; });
  const std::size_t middle = order.size() / 2;
  std::vector<GeneratedText> examples;
  for (std::size_t place = 0; place < order.size(); ++place) {
    const bool is_shown = place < kOfEach || place + kOfEach >= order.size() ||
                          (place >= middle && place < middle + kOfEach);
    const std::size_t i = order[place];
    if (is_shown) examples.push_back({texts.sources[i], written[i].text, texts.targets[i]});
  }
  return examples;
}

}  // namespace ingot
