#include "cli/benches/model_work.h"
#include "formats/safetensors.h"
#include "nn/step.h"

namespace ingot {
namespace {

constexpr std::int64_t kRows = 1;

// Weights, tokens, the loss and its gradients, for other programs to compare theirs with.
std::vector<std::pair<std::string, std::string>> step_files(int num_threads) {
  const Traced traced =
      trace_accumulated_step(
          gpt_network(kGpt2Small),
          {.loss = "sparse_categorical_crossentropy", .batch = kRows, .gives_output = false})
          .accumulate;
  State state = initial_states(traced.parameters, 0);
  std::map<std::string, Tensor> weights, results;
  for (const Parameter& p : traced.parameters)
    if (p.role == Role::weight) weights[p.name] = state.at(p.name);
  const auto plan = compile(traced.graph, {.num_threads = num_threads});
  std::vector<Tensor> inputs;
  for (const NamedType& in : plan->inputs) {
    inputs.push_back(step_input(in, kGpt2Small.vocabulary, kRows));
    if (in.name == "input" || in.name == "target") results[in.name] = inputs.back();
  }
  results["loss"] = Executor(num_threads).run(*plan, inputs, state).outputs.back();
  for (const Parameter& p : traced.parameters)
    if (p.role == Role::gradient) results[p.name] = state.at(p.name);
  return {{"weights.safetensors", write_safetensors(weights)},
          {"gradients.safetensors", write_safetensors(results)}};
}

}  // namespace

BenchDef define_gpt2_step_bench() {
  return {.name = "gpt2_step",
          .summary = text("GPT-2 small (124 M parameters) on a row of 1024 tokens, AdamW: one "
                          "training step",
                          "GPT-2 small（1.24 亿参数），1 行 1024 个词元（AdamW）的一个训练步"),
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string&) {
            BenchRun run = training_step({.network = gpt_network(kGpt2Small),
                                          .num_classes = kGpt2Small.vocabulary,
                                          .batch = kRows,
                                          .optimizer = "adamw"},
                                         num_threads);
            run.files = [num_threads] { return step_files(num_threads); };
            run.fewest_runs = 3;
            run.warm_up_runs = 1;
            return run;
          }};
}

}  // namespace ingot
