#include <algorithm>

#include "ingot/evaluate.h"

namespace ingot {

std::vector<ConfusedPair> confused_pairs(const Evaluation& evaluation, std::size_t max_count) {
  std::vector<ConfusedPair> pairs;
  for (std::size_t truth = 0; truth < evaluation.confusion.size(); ++truth) {
    const auto total = static_cast<double>(evaluation.per_class[truth].rows);
    for (std::size_t predicted = 0; predicted < evaluation.confusion.size(); ++predicted) {
      const std::int64_t rows = evaluation.confusion[truth][predicted];
      if (truth != predicted && rows > 0)
        pairs.push_back({truth, predicted, rows, static_cast<double>(rows) / total});
    }
  }
  std::ranges::stable_sort(pairs, std::greater{}, &ConfusedPair::rows);
  if (pairs.size() > max_count) pairs.resize(max_count);
  return pairs;
}

}  // namespace ingot
