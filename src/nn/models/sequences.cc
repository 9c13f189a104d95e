#include "nn/models/sequences.h"

namespace ingot {

SequenceTap take_sequence(Functional& net, const ModelInputs& in) {
  if (in.input_shape.size() != 2 || in.input_shape[0] < 1 || in.input_shape[1] < 2)
    throw Error("bad_model_input", text("{} takes sequences, not rows of shape {}",
                                        "{} 的输入须为序列, 而不是形状 {} 的行",
                                        in.options.spec().kind, to_string(Shape(in.input_shape))))
        .expected(text("(steps, channels), the last channel says where steps are",
                       "(步, 通道), 最后一个通道标明有数据的步"))
        .fix(text("--task sequence-classification or sequence-regression",
                  "--task sequence-classification 或 sequence-regression"));
  const auto row = net(Input(in.input_shape));
  return {row, net(TokenCount(), net(Take(-1, {.axis = 2}), row))};
}

Network answer_sequence(Functional& net, const ModelInputs& in, const SequenceTap& found,
                        std::vector<Functional::Tap> ends) {
  for (const char* mode : {"max", "mean", "last"})
    ends.push_back(net(TokenPooling({.mode = mode}), {found.steps, found.count}));
  auto tap = net(Concat({.axis = 1}), ends);
  if (const double dropout = in.options.number("dropout"); dropout != 0)
    tap = net(Dropout(dropout), tap);
  for (const Layer& layer : table_output(in)) tap = net(layer, tap);
  return net.network(tap);
}

Network recurrent_sequence(const ModelInputs& in, RecurrentLayer cell) {
  Functional net;
  const auto [steps, count] = take_sequence(net, in);
  const RecurrentWalk walk = walk_over(net, in, steps, count, cell);
  std::vector<Functional::Tap> ends;
  // Where the walk back ends is the first step, which is not the last of the steps in order.
  if (walk.backward) ends.push_back(net(TokenPooling({.mode = "last"}), {*walk.backward, count}));
  return answer_sequence(net, in, {walk.steps, count}, std::move(ends));
}

OptionDefs recurrent_sequence_options() {
  return {{"units", 64, "of each layer, each way"},
          {"layers", 1, "one on top of the other"},
          {"bidirectional", true, "also from the last step to the first"},
          {"input_dropout", 0.1, "of what goes into the cells, the same at each step"},
          {"recurrent_dropout", 0.1, "of the cells' state, the same at each step"},
          {"dropout", 0.3, "before the dense layer"}};
}

TrainingDefaults sequence_training(double learning_rate, double weight_decay) {
  return {.optimizer =
              AdamW({.learning_rate = CosineDecay(learning_rate), .weight_decay = weight_decay}),
          .epochs = 30,
          .batch = 64};
}

}  // namespace ingot
