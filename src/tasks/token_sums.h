// How well a network tells tokens, row by row.
#pragma once

#include <cmath>
#include <vector>

#include "runtime/inference.h"
#include "train/row_source.h"

namespace ingot {

struct TokenSum {
  double loss = 0;  ///< nats
  std::int64_t hits = 0, tokens = 0;

  void add(double probability, bool hit) {
    loss -= std::log(probability);
    hits += hit ? 1 : 0;
    ++tokens;
  }
  void add(const TokenSum& other, std::int32_t times) {
    loss += times * other.loss;
    hits += times * other.hits;
    tokens += times * other.tokens;
  }
  [[nodiscard]] double mean_loss() const { return loss / static_cast<double>(tokens); }
  [[nodiscard]] double accuracy() const {
    return static_cast<double>(hits) / static_cast<double>(tokens);
  }
};

/// Of each row.
///
/// model     answers (rows, tokens, vocabulary)
/// rows      their target is i64 (rows, tokens): tokens, or -1 for what does not count
/// repeated  tokens at the beginning of the last row that do not count
[[nodiscard]] std::vector<TokenSum> sum_tokens(Inference& model, const RowSource& rows,
                                               std::int64_t repeated = 0);

}  // namespace ingot
