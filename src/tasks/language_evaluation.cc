#include "tasks/language_evaluation.h"

#include <cmath>
#include <numeric>

#include "base/rng.h"
#include "evaluate/ngram_model.h"
#include "train/token_windows.h"

namespace ingot {
namespace {

struct WindowSum {
  double loss = 0;  ///< nats
  std::int64_t hits = 0, tokens = 0;
};

// The probabilities of all tokens of the vocabulary at each place take most of the memory.
std::int64_t rows_at_once(Inference& model, std::int64_t context) {
  constexpr std::int64_t kMostNumbers = 1 << 22;
  const std::int64_t width = model.plan_for(1).outputs[0].type.shape[2];
  return std::clamp<std::int64_t>(kMostNumbers / (context * width), 1, Inference::kLargestBatch);
}

void add_token(WindowSum& sum, std::span<const float> probabilities, std::int64_t token) {
  sum.loss -= std::log(
      std::max(static_cast<double>(probabilities[static_cast<std::size_t>(token)]), 1e-30));
  sum.hits += std::ranges::max_element(probabilities) - probabilities.begin() == token;
  ++sum.tokens;
}

// Tokens that an overlapping last window repeats count once.
std::vector<WindowSum> sums_of_windows(Inference& model, const LanguagePart& part,
                                       std::int64_t context) {
  const TokenWindows windows(part.tokens, context, 0);
  const std::int64_t total = std::ssize(part.tokens) - 1;
  std::vector<WindowSum> sums;
  std::vector<std::int64_t> rows;
  const std::int64_t batch = rows_at_once(model, context);
  for (std::int64_t first = 0; first < windows.size(); first += batch) {
    rows.clear();
    for (std::int64_t r = first; r < std::min(windows.size(), first + batch); ++r)
      rows.push_back(r);
    const std::vector<Tensor> window = windows.get(rows);
    const Tensor said = model.run(std::array{window[0]});
    const std::int64_t width = said.shape()[2];
    const std::span<const float> p = said.data<float>();
    const std::span<const std::int64_t> truth = window[1].data<std::int64_t>();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::int64_t counted = std::min(context, total - rows[i] * context);
      WindowSum& sum = sums.emplace_back();
      for (std::int64_t t = context - counted; t < context; ++t) {
        const std::int64_t at = static_cast<std::int64_t>(i) * context + t;
        const auto row =
            p.subspan(static_cast<std::size_t>(at * width), static_cast<std::size_t>(width));
        add_token(sum, row, truth[static_cast<std::size_t>(at)]);
      }
    }
  }
  return sums;
}

WindowSum added(const std::vector<WindowSum>& sums) {
  WindowSum all;
  for (const WindowSum& sum : sums) {
    all.loss += sum.loss;
    all.hits += sum.hits;
    all.tokens += sum.tokens;
  }
  return all;
}

Interval interval_of(std::vector<double> values) {
  constexpr double kLevel = 0.95;
  std::ranges::sort(values);
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
  };
  return {at((1 - kLevel) / 2), at((1 + kLevel) / 2), kLevel, static_cast<int>(values.size())};
}

struct Resampled {
  Interval loss, accuracy;
};

Resampled resample(const std::vector<WindowSum>& sums, std::uint64_t seed) {
  constexpr int kReplicates = 1000;
  std::vector<double> losses, accuracies;
  for (int r = 0; r < kReplicates; ++r) {
    WindowSum drawn;
    for (std::uint32_t i = 0; i < sums.size(); ++i) {
      constexpr std::uint32_t kStream = 0x6c616e67;  // "lang"
      const std::uint32_t bits =
          philox4x32({i, static_cast<std::uint32_t>(r), kStream, 0},
                     {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)})[0];
      const WindowSum& sum =
          sums[static_cast<std::size_t>(static_cast<std::uint64_t>(bits) * sums.size() >> 32)];
      drawn.loss += sum.loss;
      drawn.hits += sum.hits;
      drawn.tokens += sum.tokens;
    }
    losses.push_back(drawn.loss / static_cast<double>(drawn.tokens));
    accuracies.push_back(static_cast<double>(drawn.hits) / static_cast<double>(drawn.tokens));
  }
  return {interval_of(losses), interval_of(accuracies)};
}

constexpr int kNgramOrder = 5;

}  // namespace

void add_ngram_baseline(Evaluation& evaluation, const LanguagePart& train, const LanguagePart& part,
                        std::int32_t vocabulary) {
  constexpr std::size_t kMostTokens = 1'000'000;
  const std::span<const TokenId> all = train.tokens, tokens = part.tokens;
  const NgramModel model(all.last(std::min(all.size(), kMostTokens)), vocabulary, kNgramOrder);
  double loss = 0;
  std::int64_t hits = 0;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const NextToken said = model.next(tokens.first(i), tokens[i]);
    loss -= std::log(said.probability);
    hits += said.likeliest == tokens[i];
  }
  const auto count = static_cast<double>(tokens.size() - 1);
  evaluation.baselines.push_back(
      {"ngram",
       text("counting what followed the last {} tokens", "统计最近 {} 个词元之后的词元",
            kNgramOrder - 1),
       {{"perplexity", std::exp(loss / count)},
        {"bits_per_byte", loss / std::log(2.0) / static_cast<double>(part.bytes)},
        {"log_loss", loss / count},
        {"accuracy", static_cast<double>(hits) / count}}});
}

Evaluation evaluate_language(Inference& model, const LanguagePart& part, std::int64_t context,
                             std::uint64_t seed) {
  const std::vector<WindowSum> sums = sums_of_windows(model, part, context);
  const Resampled resampled = resample(sums, seed);
  const WindowSum all = added(sums);
  const auto tokens = static_cast<double>(all.tokens);
  const double loss = all.loss / tokens;
  const double bits = tokens / (std::log(2.0) * static_cast<double>(part.bytes));
  const Interval& of_loss = resampled.loss;
  const auto mapped = [&](auto map) {
    return Interval{map(of_loss.low), map(of_loss.high), of_loss.level, of_loss.replicates};
  };
  const auto perplexity = [](double nats) { return std::exp(nats); };
  const auto per_byte = [&](double nats) { return nats * bits; };
  Evaluation evaluation;
  evaluation.rows = all.tokens;
  evaluation.metrics = {{"perplexity", perplexity(loss), mapped(perplexity)},
                        {"bits_per_byte", per_byte(loss), mapped(per_byte)},
                        {"log_loss", loss, of_loss},
                        {"accuracy", static_cast<double>(all.hits) / tokens, resampled.accuracy}};
  return evaluation;
}

Evaluation evaluate_masked(Inference& model, const RowSource& rows, std::uint64_t seed) {
  const Shape shape = rows.get(std::array<std::int64_t, 1>{0})[0].shape();
  const std::int64_t context = shape[1], batch = rows_at_once(model, context);
  std::vector<WindowSum> sums;
  for (std::int64_t first = 0; first < rows.size(); first += batch) {
    std::vector<std::int64_t> some;
    for (std::int64_t r = first; r < std::min(rows.size(), first + batch); ++r) some.push_back(r);
    const std::vector<Tensor> hidden = rows.get(some);
    const Tensor said = model.run(std::array{hidden[0]});
    const auto width = static_cast<std::size_t>(said.shape()[2]);
    const std::span<const float> p = said.data<float>();
    const std::span<const std::int64_t> truth = hidden[1].data<std::int64_t>();
    for (std::size_t i = 0; i < some.size(); ++i) {
      WindowSum& sum = sums.emplace_back();
      for (std::size_t at = i * static_cast<std::size_t>(context);
           at < (i + 1) * static_cast<std::size_t>(context); ++at)
        if (truth[at] >= 0) add_token(sum, p.subspan(at * width, width), truth[at]);
    }
  }
  const WindowSum all = added(sums);
  const Resampled resampled = resample(sums, seed);
  const double loss = all.loss / static_cast<double>(all.tokens);
  Evaluation evaluation;
  evaluation.rows = all.tokens;
  evaluation.metrics = {
      {"perplexity", std::exp(loss),
       Interval{std::exp(resampled.loss.low), std::exp(resampled.loss.high), resampled.loss.level,
                resampled.loss.replicates}},
      {"log_loss", loss, resampled.loss},
      {"accuracy", static_cast<double>(all.hits) / static_cast<double>(all.tokens),
       resampled.accuracy}};
  return evaluation;
}

void add_frequency_baseline(Evaluation& evaluation, const RowSource& train, const RowSource& rows,
                            std::int64_t count) {
  // Each token once more than it was seen.
  std::vector<double> counts(static_cast<std::size_t>(count), 1.0);
  const auto for_each_hidden = [](const RowSource& source, const auto& body) {
    for (std::int64_t r = 0; r < source.size(); ++r) {
      const std::vector<Tensor> row = source.get(std::array{r});
      for (const std::int64_t token : row[1].data<std::int64_t>())
        if (token >= 0) body(static_cast<std::size_t>(token));
    }
  };
  for_each_hidden(train, [&](std::size_t token) { ++counts[token]; });
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  const auto most = static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin());
  WindowSum sum;
  for_each_hidden(rows, [&](std::size_t token) {
    sum.loss -= std::log(counts[token] / total);
    sum.hits += token == most;
    ++sum.tokens;
  });
  const auto tokens = static_cast<double>(sum.tokens);
  evaluation.baselines.push_back(
      {"frequency",
       text("how often each token stands in the texts", "各词元的出现频率"),
       {{"perplexity", std::exp(sum.loss / tokens)},
        {"log_loss", sum.loss / tokens},
        {"accuracy", static_cast<double>(sum.hits) / tokens}}});
}

}  // namespace ingot
