#include "cli/benches/model_work.h"

namespace ingot {
namespace {

// Convolutions of 3 x 3: 32 filters, pooling, `depth` of 64, pooling, classes; `width` times as
// wide.
Network convolutions(std::int64_t width, std::int64_t depth) {
  const auto convolution = [&](std::int64_t filters) {
    return Conv2D(filters * width, {3, 3}, {.padding = "same", .activation = "relu"});
  };
  Layers layers{Input({1, 28, 28}), convolution(32), MaxPooling2D({2, 2})};
  for (std::int64_t i = 0; i < depth; ++i) layers.push_back(convolution(64));
  layers.push_back(MaxPooling2D({2, 2}));
  layers.push_back(Flatten());
  layers.push_back(Dense(10, {.activation = "softmax"}));
  return Network(layers);
}

}  // namespace

BenchDef define_scaling_bench() {
  return {.name = "scaling",
          .summary = text("one training step over batch (b), width (w) and depth (d)",
                          "一个训练步随批次 (b)、宽度 (w)、深度 (d) 的变化"),
          .sizes = {"b1", "b2", "b4", "b8", "b16", "b32", "b64", "b128", "b256", "b512", "w1", "w2",
                    "w4", "w8", "d1", "d2", "d4", "d8"},
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string& size) {
            const std::int64_t n = std::stoll(size.substr(1));
            return training_step(
                {.network = convolutions(size[0] == 'w' ? n : 1, size[0] == 'd' ? n : 1),
                 .batch = size[0] == 'b' ? n : 64},
                num_threads);
          }};
}

}  // namespace ingot
