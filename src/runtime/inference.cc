#include "runtime/inference.h"

#include <cstring>

#include "base/assert.h"

namespace ingot {
namespace {

std::int64_t batch_for(std::int64_t rows) {
  std::int64_t batch = 1;
  while (batch < std::min(rows, Inference::kLargestBatch)) batch *= 2;
  return batch;
}

}  // namespace

Tensor padded_rows(const Tensor& rows, std::int64_t first, std::int64_t count,
                   std::int64_t padded) {
  if (count == padded) return rows.rows(first, count);
  Tensor result = Tensor::zeros({rows.dtype(), rows.shape().with(0, padded)});
  const Tensor part = rows.rows(first, count);
  if (part.bytes() > 0) std::memcpy(result.mutable_raw(), part.raw(), part.bytes());
  return result;
}

Inference::Inference(std::function<Graph(std::int64_t)> graph_at, InferenceOptions options)
    : graph_at_(std::move(graph_at)),
      options_(options),
      executor_(options.num_threads),
      packs_(std::make_unique<PackCache>()) {}

const Plan& Inference::plan_for(std::int64_t rows) {
  const std::int64_t batch = batch_for(rows);
  auto& plan = plans_[batch];
  if (!plan)
    plan = compile(graph_at_(batch), {.num_threads = options_.num_threads,
                                      .batch_invariant = true,
                                      .winograd = options_.winograd,
                                      .packs = packs_.get()});
  return *plan;
}

Tensor Inference::run(std::span<const Tensor> inputs) {
  INGOT_ASSERT(!inputs.empty() && inputs[0].shape().rank() > 0, "inputs are rows");
  const std::int64_t num_rows = inputs[0].shape()[0];
  const TensorType row_type = plan_for(num_rows).outputs[0].type;
  Tensor result(row_type.dtype, row_type.shape.with(0, num_rows));
  auto* out = static_cast<std::byte*>(result.mutable_raw());
  for (std::int64_t first = 0; first < num_rows;) {
    const std::int64_t count = std::min(num_rows - first, kLargestBatch), batch = batch_for(count);
    std::vector<Tensor> padded;
    for (const Tensor& input : inputs) padded.push_back(padded_rows(input, first, count, batch));
    const Plan& plan = plan_for(count);
    const RunResult run = executor_.run(plan, padded, State());
    const Tensor rows = run.outputs[0].rows(0, count);
    if (rows.bytes() > 0) std::memcpy(out, rows.raw(), rows.bytes());
    out += rows.bytes();
    first += count;
  }
  return result;
}

}  // namespace ingot
