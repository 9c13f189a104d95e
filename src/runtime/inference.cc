#include "runtime/inference.h"

#include <cstring>

#include "base/assert.h"

namespace ingot {
namespace {

constexpr std::array<std::int64_t, 3> kBatchSizes = {1, 16, Inference::kLargestBatch};

std::int64_t batch_for(std::int64_t rows) {
  for (const std::int64_t size : kBatchSizes)
    if (rows <= size) return size;
  return Inference::kLargestBatch;
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

Inference::Inference(std::function<Graph(std::int64_t)> graph_at, State weights, int num_threads)
    : graph_at_(std::move(graph_at)), weights_(std::move(weights)), executor_(num_threads) {}

const Plan& Inference::plan_for(std::int64_t rows) {
  const std::int64_t batch = batch_for(rows);
  auto& plan = plans_[batch];
  if (!plan)
    plan = compile(graph_at_(batch),
                   {.num_threads = executor_.num_threads(), .batch_invariant = true});
  return *plan;
}

Tensor Inference::run(std::span<const Tensor> inputs) {
  INGOT_ASSERT(!inputs.empty() && inputs[0].shape().rank() > 0, "inputs are rows");
  const std::int64_t num_rows = inputs[0].shape()[0];
  const TensorType row_type = plan_for(1).outputs[0].type;
  Tensor result(row_type.dtype, row_type.shape.with(0, num_rows));
  auto* out = static_cast<std::byte*>(result.mutable_raw());
  for (std::int64_t first = 0; first < num_rows;) {
    const std::int64_t count = std::min(num_rows - first, kLargestBatch), batch = batch_for(count);
    std::vector<Tensor> padded;
    for (const Tensor& input : inputs) padded.push_back(padded_rows(input, first, count, batch));
    const Plan& plan = plan_for(count);
    const RunResult run = executor_.run(plan, padded, std::as_const(weights_));
    const Tensor rows = run.outputs[0].rows(0, count);
    if (rows.bytes() > 0) std::memcpy(out, rows.raw(), rows.bytes());
    out += rows.bytes();
    first += count;
  }
  return result;
}

}  // namespace ingot
