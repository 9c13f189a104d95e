#include "cli/benches/training_step.h"

#include "base/rng.h"
#include "nn/model_def.h"
#include "nn/step.h"

namespace ingot {
namespace {

Tensor uniform(const TensorType& type) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i) {
    const PhiloxCounter bits = philox4x32({static_cast<std::uint32_t>(i), 0, 0, 0}, {1, 2});
    t.set(i, static_cast<double>(bits[0]) * 0x1p-32);
  }
  return t;
}

Tensor classes(std::int64_t rows, std::int64_t num_classes) {
  Tensor t(i64, {rows});
  for (std::int64_t i = 0; i < rows; ++i) t.set(i, static_cast<double>(i * 7 % num_classes));
  return t;
}

struct Prepared {
  Traced traced;
  std::shared_ptr<const Plan> plan;
  std::vector<Tensor> inputs;
  State state;
  Executor executor;
};

}  // namespace

BenchRun training_step(const TrainingStepWork& work, int num_threads) {
  const ModelDef& def = find_model(work.model);
  const SpecView options(Spec{work.model}, {}, def.options);
  const Network network = def.make({options, work.input_shape, work.num_classes});
  auto p = std::make_shared<Prepared>(
      Prepared{trace_step(network, {.loss = "sparse_categorical_crossentropy",
                                    .optimizer = work.optimizer,
                                    .batch = work.batch}),
               nullptr,
               {},
               {},
               Executor(num_threads)});
  p->plan = compile(p->traced.graph, {.num_threads = num_threads});
  p->state = initial_states(p->traced.parameters, 0);
  for (const NamedType& in : p->plan->inputs) {
    if (in.name == "target")
      p->inputs.push_back(classes(work.batch, work.num_classes));
    else if (in.name == "row_mask" || in.name == "step")
      p->inputs.push_back(Tensor::full(in.type, 1));
    else if (in.name == "key")
      p->inputs.push_back(Tensor::zeros(in.type));
    else if (in.name == "inverse_rows")
      p->inputs.push_back(Tensor::full(in.type, 1.0 / static_cast<double>(work.batch)));
    else if (in.name == "learning_rate")
      p->inputs.push_back(Tensor::full(in.type, 1e-4));
    else
      p->inputs.push_back(uniform(in.type));
  }
  return {.once = [p] { static_cast<void>(p->executor.run(*p->plan, p->inputs, p->state)); },
          .flops = p->plan->flops(),
          .plan = p->plan,
          .executor = &p->executor};
}

}  // namespace ingot
