// Models on random rows: a whole training step, or the answers.
#pragma once

#include "cli/bench_def.h"
#include "ingot/network.h"

namespace ingot {

struct ModelWork {
  Network network;
  std::int64_t num_classes = 10;
  std::int64_t batch = 64;
  Optimizer optimizer = "adam";
  std::int64_t num_ids = 0;  ///< of inference: rows hold whole numbers below it, no 0; 0: floats
  bool winograd = true;      ///< false: convolutions are summed directly
};

/// One of our models with its own options.
[[nodiscard]] Network model_network(const std::string& model, const Ints& input_shape,
                                    std::int64_t num_classes = 10, const Ints& feature_widths = {});
/// A training step on a table like adult: 6 numbers and 8 categories of 102 values, batch 256.
[[nodiscard]] BenchRun table_training_step(const std::string& model, int num_threads);

/// A GPT: tokens of a row, blocks, width and heads.
struct GptSize {
  std::int64_t context = 64, blocks = 4, width = 128, heads = 4, vocabulary = 65;
  bool tied = false;
};
/// Of 10.8 million parameters.
inline constexpr GptSize kLargerGpt{.context = 256, .blocks = 6, .width = 384, .heads = 6};
/// GPT-2 small, of 124 million parameters: Radford et al. 2019, table 2.
inline constexpr GptSize kGpt2Small{
    .context = 1024, .blocks = 12, .width = 768, .heads = 12, .vocabulary = 50257, .tied = true};
[[nodiscard]] Network gpt_network(const GptSize& size);

/// One token more, its row read again where it is full.
[[nodiscard]] BenchRun decoding(const GptSize& size, int num_threads);

/// What a step of so many classes reads; rows and labels are made up.
[[nodiscard]] Tensor step_input(const NamedType& in, std::int64_t num_classes, std::int64_t batch);
[[nodiscard]] BenchRun training_step(const ModelWork& work, int num_threads);
/// The answers for `size` rows: "b16" are 16.
[[nodiscard]] BenchRun inference(ModelWork work, const std::string& size, int num_threads);

}  // namespace ingot
