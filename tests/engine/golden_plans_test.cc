// What the plans of the models look like: launches, launches on a blocked layout, bytes. A
// change here is a change of
// speed or memory: look at `ingot bench NAME --plan` before writing down new numbers.
#include <gtest/gtest.h>

#include "nn/model_def.h"
#include "nn/step.h"
#include "runtime/plan.h"

namespace ingot::testing {
namespace {

struct Golden {
  std::string model;
  std::int64_t batch = 64;
  bool training = true;
  std::size_t launches = 0, blocked = 0;
  std::size_t arena_avx2 = 0, arena_avx512 = 0;  ///< register tiles and oneDNN's blocks differ
  Ints picture = {1, 28, 28};
};

std::shared_ptr<const Plan> plan_of(const Golden& golden) {
  const ModelDef& def = find_model(golden.model);
  const SpecView options(Spec{golden.model}, {}, def.options);
  const Network network = def.make({options, golden.picture, 10});
  const Graph graph = golden.training
                          ? trace_step(network, {.loss = "sparse_categorical_crossentropy",
                                                 .optimizer = "adam",
                                                 .batch = golden.batch})
                                .graph
                          : trace_inference(network, golden.batch).graph;
  return compile(graph, {.num_threads = 2, .batch_invariant = !golden.training});
}

std::size_t count_blocked(const Plan& plan) {
  return static_cast<std::size_t>(std::ranges::count_if(
      plan.steps, [](const Step& s) { return s.kernel.find("nChw8c") != std::string::npos; }));
}

TEST(GoldenPlans, HoldTheirLaunchesLayoutsAndBytes) {
  if (!__builtin_cpu_supports("avx2")) GTEST_SKIP() << "the golden plans need AVX2";
  const bool avx512 = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  for (const Golden& golden : std::vector<Golden>{
           {"mlp", 128, true, 27, 0, 3075201, 3078273},
           {"keras-cnn", 64, true, 35, 9, 13909377, 16397697},
           {"cnn1000", 64, true, 35, 9, 17251713, 19740033},
           {"resnet18", 32, true, 229, 93, 209296833, 210181569, {3, 32, 32}},
           {"mlp", 1, false, 4, 0, 788480, 788480},
           {"keras-cnn", 128, false, 7, 4, 13845376, 13845376},
           {"cnn1000", 16, false, 7, 4, 3333120, 5157888},
       }) {
    const auto plan = plan_of(golden);
    EXPECT_EQ(fmt::format("{} {}: {} launches, {} blocked, {} bytes", golden.model, golden.batch,
                          plan->steps.size(), count_blocked(*plan), plan->arena_bytes),
              fmt::format("{} {}: {} launches, {} blocked, {} bytes", golden.model, golden.batch,
                          golden.launches, golden.blocked,
                          avx512 ? golden.arena_avx512 : golden.arena_avx2));
  }
}

// Nothing that grows with the batch runs in a reference loop.
TEST(GoldenPlans, LeaveNoWorkToTheReference) {
  for (const char* model : {"mlp", "keras-cnn", "cnn1000"})
    for (const bool training : {true, false}) {
      const auto plan = plan_of({.model = model, .training = training});
      for (const Step& step : plan->steps) {
        if (step.kernel.starts_with("reference")) {
          EXPECT_LE(step.bytes, 64u * 1024) << model << " " << step.ops;
          EXPECT_EQ(step.flops, 0) << model << " " << step.ops;
        }
      }
    }
}

}  // namespace
}  // namespace ingot::testing
