#include "train/scorer.h"

#include "nn/scoring.h"
#include "runtime/inference.h"
#include "train/checkpoint.h"
#include "train/hits.h"

namespace ingot {

Scorer::Scorer(const Network& network, const Loss& loss, const RowSource& rows, int num_threads)
    : loss_(loss),
      rows_(rows),
      plan_(compile(trace_scoring(network, loss, Inference::kLargestBatch).graph,
                    {.num_threads = num_threads, .batch_invariant = true})),
      executor_(num_threads) {}

Figures Scorer::score(const State& weights) {
  RunningSums sums;
  std::vector<std::int64_t> batch;
  for (std::int64_t first = 0; first < rows_.size(); first += Inference::kLargestBatch) {
    const std::int64_t count = std::min(rows_.size() - first, Inference::kLargestBatch);
    batch.clear();
    for (std::int64_t r = 0; r < count; ++r) batch.push_back(first + r);
    const std::vector<Tensor> tensors = rows_.get(batch);
    std::vector<Tensor> inputs;
    for (const Tensor& t : tensors)
      inputs.push_back(padded_rows(t, 0, count, Inference::kLargestBatch));
    const RunResult result = executor_.run(*plan_, inputs, weights);
    for (std::int64_t r = 0; r < count; ++r) sums.loss += result.outputs[1].at(r);
    sums.rows += count;
    sums.add(count_hits(loss_, result.outputs[0].rows(0, count), tensors.back()));
  }
  return sums.figures();
}

}  // namespace ingot
