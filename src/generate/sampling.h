// One token out of the probabilities of all.
#pragma once

#include <cstdint>
#include <span>

namespace ingot {

struct SamplingOptions {
  double temperature = 1;         ///< below 1: likelier tokens more often; 0: the likeliest
  std::int64_t top_k = 0;         ///< of so many likeliest alone; 0: of all
  double top_p = 1;               ///< of the likeliest that make up this probability together
  double min_p = 0;               ///< of those at least this share as likely as the likeliest
  double repetition_penalty = 1;  ///< tokens that came before count as the power of this
  std::uint64_t seed = 0;
};

/// errors    wrong_usage: a value that is out of its range
void require_sampling(const SamplingOptions& options);

/// A function of its arguments alone.
///
/// probabilities   of each token, sum 1
/// before          tokens that came before, for the penalty
/// place           of the token in the text: each has a draw of its own
/// cost            O(tokens log tokens)
/// source          Holtzman et al. 2020, sec. 3.1 (top p); Fan et al. 2018, sec. 5.4 (top k);
///                 Nguyen et al. 2024 (min p); Keskar et al. 2019, sec. 4.1 (penalty)
[[nodiscard]] std::int64_t sample_token(std::span<const float> probabilities,
                                        std::span<const std::int32_t> before, std::int64_t place,
                                        const SamplingOptions& options);

}  // namespace ingot
