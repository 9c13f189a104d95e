// Models on random rows: a whole training step, or the answers.
#pragma once

#include "cli/bench_def.h"
#include "ingot/network.h"

namespace ingot {

struct ModelWork {
  std::string model = {};
  Ints input_shape = {};
  std::int64_t num_classes = 10;
  std::int64_t batch = 64;
  Optimizer optimizer = "adam";
};

[[nodiscard]] BenchRun training_step(const ModelWork& work, int num_threads);
/// The same of a network that is no model of ours; `work` gives the rest.
[[nodiscard]] BenchRun training_step(const Network& network, const ModelWork& work,
                                     int num_threads);
/// The answers for `size` rows: "b16" are 16.
[[nodiscard]] BenchRun inference(ModelWork work, const std::string& size, int num_threads);

}  // namespace ingot
