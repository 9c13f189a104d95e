// Counts of what followed what: the language model that anybody can have.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ingot {

struct NextToken {
  double probability = 0;      ///< of the token that came
  std::int32_t likeliest = 0;  ///< of equal ones the lowest
};

/// How often each token followed the `order - 1` before it, mixed with how often it followed fewer
/// of them, down to all tokens alike.
///
/// source    Witten and Bell 1991, The zero-frequency problem, method C; the mixture as in Chen and
///           Goodman 1999, An empirical study of smoothing techniques, sec. 2.3
class NgramModel {
 public:
  /// cost      O(order n log n); 16 bytes for each different run of 1 .. order tokens
  NgramModel(std::span<const std::int32_t> tokens, std::int32_t vocabulary, int order);

  /// What it says of `token` after `before`, whose last ones it looks at.
  [[nodiscard]] NextToken next(std::span<const std::int32_t> before, std::int32_t token) const;

 private:
  struct Follower {
    std::uint64_t context;  ///< hash of the tokens before
    std::int32_t token;
    std::int32_t count;
  };
  struct Context {
    std::uint64_t context;
    std::int64_t count = 0, kinds = 0;
    std::int32_t likeliest = 0;
  };
  struct Order {
    std::vector<Follower> followers;  ///< by context, then token
    std::vector<Context> contexts;
  };

  double uniform_;
  std::vector<Order> orders_;  ///< by how many tokens come before
};

}  // namespace ingot
