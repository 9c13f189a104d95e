#include "tasks/language_evaluation.h"

#include <cmath>

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
        const auto token = truth[static_cast<std::size_t>(at)];
        sum.loss -=
            std::log(std::max(static_cast<double>(row[static_cast<std::size_t>(token)]), 1e-30));
        sum.hits += std::ranges::max_element(row) - row.begin() == token;
        ++sum.tokens;
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
  constexpr int kReplicates = 1000;
  const std::vector<WindowSum> sums = sums_of_windows(model, part, context);
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
  const WindowSum all = added(sums);
  const auto tokens = static_cast<double>(all.tokens);
  const double loss = all.loss / tokens;
  const double bits = tokens / (std::log(2.0) * static_cast<double>(part.bytes));
  const Interval of_loss = interval_of(losses);
  const auto mapped = [&](auto map) {
    return Interval{map(of_loss.low), map(of_loss.high), of_loss.level, of_loss.replicates};
  };
  const auto perplexity = [](double nats) { return std::exp(nats); };
  const auto per_byte = [&](double nats) { return nats * bits; };
  Evaluation evaluation;
  evaluation.rows = all.tokens;
  evaluation.metrics = {
      {"perplexity", perplexity(loss), mapped(perplexity)},
      {"bits_per_byte", per_byte(loss), mapped(per_byte)},
      {"log_loss", loss, of_loss},
      {"accuracy", static_cast<double>(all.hits) / tokens, interval_of(accuracies)}};
  return evaluation;
}

}  // namespace ingot
