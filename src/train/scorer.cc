#include "train/scorer.h"

#include "nn/scoring.h"
#include "runtime/inference.h"
#include "train/checkpoint.h"
#include "train/hits.h"

namespace ingot {

Scorer::Scorer(const Network& network, const Loss& loss, const RowSource& rows, Executor& executor,
               bool winograd, const MemoryLimit& limit)
    : loss_(loss), rows_(rows), executor_(executor) {
  const Graph one = trace_inference(network, 1).graph;
  gives_output_ = counts_hits(loss, one.type(one.outputs()[0].value));
  CompileOptions options{
      .num_threads = executor.num_threads(), .batch_invariant = true, .winograd = winograd};
  for (batch_ = Inference::kLargestBatch;; batch_ /= 2) {
    if (batch_ == 1) options.memory = limit;
    plan_ = compile(trace_scoring(network, loss, batch_, gives_output_).graph, options);
    if (batch_ == 1 || limit.bytes == 0 || plan_->arena_bytes + limit.beside <= limit.bytes) return;
  }
}

Figures Scorer::score(const State& weights) {
  RunningSums sums;
  std::vector<std::int64_t> batch;
  std::vector<float> row_weights;
  double total_weight = 0, plain_loss = 0;
  for (std::int64_t first = 0; first < rows_.size(); first += batch_) {
    const std::int64_t count = std::min(rows_.size() - first, batch_);
    batch.clear();
    for (std::int64_t r = 0; r < count; ++r) batch.push_back(first + r);
    const std::vector<Tensor> tensors = rows_.get(batch);
    std::vector<Tensor> inputs;
    for (const Tensor& t : tensors) inputs.push_back(padded_rows(t, 0, count, batch_));
    const RunResult result = executor_.run(*plan_, inputs, weights);
    row_weights.assign(static_cast<std::size_t>(count), 1);
    rows_.weigh(batch, row_weights);
    for (std::int64_t r = 0; r < count; ++r) {
      const auto weight = static_cast<double>(row_weights[static_cast<std::size_t>(r)]);
      sums.loss += weight * result.outputs.back().at(r);
      total_weight += weight;
      plain_loss += result.outputs.back().at(r);
    }
    sums.rows += count;
    if (gives_output_)
      sums.add(count_hits(loss_, result.outputs[0].rows(0, count), tensors.back()));
  }
  // Rows that all weigh nothing count alike.
  if (total_weight > 0)
    sums.loss *= static_cast<double>(sums.rows) / total_weight;
  else
    sums.loss = plain_loss;
  return sums.figures();
}

}  // namespace ingot
