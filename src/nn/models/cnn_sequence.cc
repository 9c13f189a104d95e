#include "nn/models/sequences.h"

namespace ingot {
namespace {

// Convolutions and norms give numbers beyond the end of a sequence, too: they are set to 0, so that
// the next window sees what it would see at the end of a row.
class ConvolutionsOfSteps {
 public:
  ConvolutionsOfSteps(Functional& net, const ModelInputs& in, Functional::Tap count)
      : net_(net), filters_(read_count(in, "filters")), count_(count) {}

  // Each window is `dilation` times as far apart as in the first block.
  Functional::Tap block(const Functional::Tap& x, const Ints& windows, std::int64_t dilation) {
    Functional::Tap y = x;
    for (std::size_t i = 0; i < windows.size(); ++i) {
      y = net_(Permute({2, 1}), y);
      y = net_(Conv1D(filters_, {windows[i]},
                      {.padding = "same", .dilation = {dilation}, .use_bias = false}),
               y);
      y = net_(LayerNorm({.epsilon = 1e-5}), net_(Permute({2, 1}), y));
      if (i + 1 < windows.size()) y = masked(net_(Activation("relu"), y));
    }
    const auto shortcut = net_(Dense(filters_), x);
    return masked(net_(Activation("relu"), net_(Add(), {y, shortcut})));
  }

 private:
  Functional::Tap masked(const Functional::Tap& x) { return net_(MaskTokens(), {x, count_}); }

  Functional& net_;
  std::int64_t filters_;
  Functional::Tap count_;
};

Network make_cnn_sequence(const ModelInputs& in) {
  Functional net;
  auto [steps, count] = take_sequence(net, in);
  const Ints& windows = in.options.integers("windows");
  in.options.require(!windows.empty(), "windows", text("must not be empty", "不能为空"));
  for (const std::int64_t window : windows)
    in.options.require(window >= 1, "windows", text("must be at least 1", "须至少为 1"));
  ConvolutionsOfSteps convolutions(net, in, count);
  std::int64_t dilation = 1;
  for (std::int64_t i = 0; i < read_count(in, "blocks"); ++i, dilation *= 2)
    steps = convolutions.block(steps, windows, dilation);
  return answer_sequence(net, in, {steps, count});
}

}  // namespace

ModelDef define_cnn_sequence_model() {
  return {
      .name = "cnn-sequence",
      .doc =
          "Residual blocks of convolutions over the steps, each block over windows twice as far\n"
          "apart, with layer norm of each step, so that padding changes nothing; of each filter\n"
          "its largest, mean and last answer.\n"
          "Source: Wang, Yan and Oates 2017, Time series classification from scratch, sec. II-C;\n"
          "dilation: Yu and Koltun 2016; Ba et al. 2016 (layer norm).",
      .rows = ModelRows::sequences,
      .options = {{"filters", 64, "of each convolution"},
                  {"blocks", 3, "one on top of the other"},
                  {"windows", Ints{7, 5, 3}, "steps that each convolution of a block sees"},
                  {"dropout", 0.2, "before the dense layer"}},
      .make = make_cnn_sequence,
      .training = [] { return sequence_training(0.002, 0.01); },
  };
}

}  // namespace ingot
