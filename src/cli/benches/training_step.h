// A whole training step of a model on random rows.
#pragma once

#include "cli/bench_def.h"
#include "ingot/network.h"

namespace ingot {

struct TrainingStepWork {
  std::string model;
  Ints input_shape;
  std::int64_t num_classes = 10;
  std::int64_t batch = 64;
  Optimizer optimizer = "adam";
};

[[nodiscard]] BenchRun training_step(const TrainingStepWork& work, int num_threads);

}  // namespace ingot
