#include "train/pair_rows.h"

#include <algorithm>

#include "base/assert.h"
#include "features/pair_tokens.h"

namespace ingot {
namespace {

// The tokens' numbers; gives the place behind them.
std::int64_t* put(const std::vector<std::int32_t>& tokens, std::int64_t* at) {
  return std::ranges::transform(tokens, at, [](std::int32_t t) { return t + kPairShift; }).out;
}

}  // namespace

std::int64_t pair_length(const TokenPair& pair) {
  return static_cast<std::int64_t>(std::max(pair.source.size(), pair.target.size())) + 1;
}

PairRows::PairRows(std::span<const TokenPair> pairs, RowLengths lengths)
    : pairs_(pairs), lengths_(std::move(lengths)) {
  for (const TokenPair& pair : pairs)
    INGOT_ASSERT(pair_length(pair) <= lengths_.longest(), "{} tokens in rows of {}",
                 pair_length(pair), lengths_.longest());
}

std::int64_t PairRows::form(std::int64_t row) const {
  return lengths_.form(pair_length(pairs_[static_cast<std::size_t>(row)]));
}

std::vector<Tensor> PairRows::get(std::span<const std::int64_t> rows) const {
  return rows_of(rows, lengths_.longest());
}

std::vector<Tensor> PairRows::get_for_training(std::span<const std::int64_t> rows,
                                               std::int64_t) const {
  return rows_of(rows, lengths_[rows.empty() ? 0 : form(rows[0])]);
}

std::vector<Tensor> PairRows::rows_of(std::span<const std::int64_t> rows,
                                      std::int64_t length) const {
  const Shape shape{static_cast<std::int64_t>(rows.size()), length};
  Tensor sources = Tensor::full({i64, shape}, kPairPadding),
         written = Tensor::full({i64, shape}, kPairPadding), next = Tensor::full({i64, shape}, -1);
  std::int64_t* source = sources.mutable_data<std::int64_t>().data();
  std::int64_t* before = written.mutable_data<std::int64_t>().data();
  std::int64_t* after = next.mutable_data<std::int64_t>().data();
  for (const std::int64_t row : rows) {
    const TokenPair& pair = pairs_[static_cast<std::size_t>(row)];
    *put(pair.source, source) = kPairEnd;
    *before = kPairBegin;
    put(pair.target, before + 1);
    *put(pair.target, after) = kPairEnd;
    source += length, before += length, after += length;
  }
  return {std::move(sources), std::move(written), std::move(next)};
}

}  // namespace ingot
