#include "generate/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "base/rng.h"
#include "ingot/error.h"

namespace ingot {
namespace {

struct Candidate {
  std::int64_t token;
  double weight;
};

void require_in(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) return;
  throw Error("wrong_usage", text("{} cannot be {}", "{} 不能为 {}", name, value))
      .expected(text("from {} to {}", "{} 到 {}", low, high))
      .where(text("{}, command line", "{}, 命令行", name));
}

// Uniform in [0, 1).
double draw(std::uint64_t seed, std::int64_t place) {
  constexpr std::uint32_t kStream = 0x73616d70;  // "samp"
  const auto at = static_cast<std::uint64_t>(place);
  const auto bits =
      philox4x32({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at >> 32), kStream, 0},
                 {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
  return std::ldexp(static_cast<double>(bits[0]), -32) +
         std::ldexp(static_cast<double>(bits[1] >> 11), -53);
}

// The likeliest first; of equal ones the lower token.
std::vector<Candidate> by_weight(std::span<const float> probabilities,
                                 std::span<const std::int32_t> before,
                                 const SamplingOptions& options) {
  const std::set<std::int32_t> repeated(before.begin(), before.end());
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    double p = static_cast<double>(probabilities[i]);
    // A logit below 0 times the penalty: log p is never above 0.
    if (options.repetition_penalty != 1 && repeated.contains(static_cast<std::int32_t>(i)))
      p = std::pow(p, options.repetition_penalty);
    candidates.push_back({static_cast<std::int64_t>(i), p});
  }
  std::ranges::stable_sort(candidates, std::ranges::greater{}, &Candidate::weight);
  return candidates;
}

double sum_of(const std::vector<Candidate>& candidates) {
  return std::accumulate(candidates.begin(), candidates.end(), 0.0,
                         [](double sum, const Candidate& c) { return sum + c.weight; });
}

}  // namespace

void require_sampling(const SamplingOptions& options) {
  require_in("--temperature", options.temperature, 0, 100);
  require_in("--top-k", static_cast<double>(options.top_k), 0, 1e9);
  require_in("--top-p", options.top_p, 0, 1);
  require_in("--min-p", options.min_p, 0, 1);
  require_in("--repetition-penalty", options.repetition_penalty, 1, 100);
}

std::int64_t sample_token(std::span<const float> probabilities,
                          std::span<const std::int32_t> before, std::int64_t place,
                          const SamplingOptions& options) {
  std::vector<Candidate> candidates = by_weight(probabilities, before, options);
  if (options.temperature == 0) return candidates.front().token;
  const double most = candidates.front().weight;
  for (Candidate& c : candidates)
    c.weight = most > 0 ? std::pow(c.weight / most, 1 / options.temperature) : 1;
  if (options.top_k > 0 && options.top_k < std::ssize(candidates))
    candidates.resize(static_cast<std::size_t>(options.top_k));
  std::erase_if(candidates, [&](const Candidate& c) { return c.weight < options.min_p; });
  if (options.top_p < 1) {
    const double wanted = options.top_p * sum_of(candidates);
    double sum = 0;
    const auto end = std::ranges::find_if(
        candidates, [&](const Candidate& c) { return (sum += c.weight) >= wanted; });
    if (end != candidates.end()) candidates.erase(end + 1, candidates.end());
  }
  double left = draw(options.seed, place) * sum_of(candidates);
  for (const Candidate& c : candidates)
    if ((left -= c.weight) < 0) return c.token;
  return candidates.back().token;
}

}  // namespace ingot
