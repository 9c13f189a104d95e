// A small convolutional network on Fashion-MNIST, written as one would write it in Keras.
//
//   example_fashion_cnn [ROWS]    trains on the first ROWS training pictures (all)
#include <fmt/format.h>
#include <ingot/data.h>
#include <ingot/model.h>

#include <cstdlib>

using namespace ingot;

namespace {

// Pixels as numbers from 0 to 1, (rows, channels, height, width).
Tensor scaled(const Tensor& pixels) {
  Tensor x = pixels.to(f32);
  for (float& value : x.mutable_data<float>()) value /= 255;
  return x;
}

// Labels as rows with a single 1, (rows, classes).
Tensor to_categorical(const std::vector<std::int64_t>& labels, std::int64_t num_classes) {
  Tensor y = Tensor::zeros({f32, {static_cast<std::int64_t>(labels.size()), num_classes}});
  for (std::size_t row = 0; row < labels.size(); ++row)
    y.set(static_cast<std::int64_t>(row) * num_classes + labels[row], 1);
  return y;
}

class PrintEpoch final : public Callback {
 public:
  void on_epoch(const History& history) override {
    const EpochFigures& e = history.back();
    fmt::print("epoch {}: loss {:.4f}, accuracy {:.4f}\n", e.epoch, e.train.at("loss"),
               e.train.at("accuracy"));
  }
};

}  // namespace

int main(int argc, char** argv) {
  const Dataset data = open_dataset("sample:fashion-mnist");
  const std::int64_t rows = argc > 1 ? std::atoll(argv[1]) : data.train.size();
  const Tensor x_train = scaled(data.train.pixels().rows(0, rows)),
               x_test = scaled(data.test->pixels());
  const Tensor y_train = to_categorical(data.train.labels, 10).rows(0, rows);
  const Tensor y_test = to_categorical(data.test->labels, 10);

  Model model({
      Input({1, 28, 28}),
      Conv2D(32, {3, 3}, {.activation = "relu"}),
      MaxPooling2D({2, 2}),
      Conv2D(64, {3, 3}, {.activation = "relu"}),
      MaxPooling2D({2, 2}),
      Flatten(),
      Dense(128, {.activation = "relu"}),
      Dense(10, {.activation = "softmax"}),
  });
  fmt::print("{}", model.summary().en);

  model.compile({.optimizer = "adam", .loss = "categorical_crossentropy", .num_threads = 2});
  PrintEpoch print;
  model.fit(x_train, y_train, {.epochs = 5, .batch = 64, .callbacks = {&print}});

  const Figures figures = model.evaluate(x_test, y_test);
  fmt::print("test: loss {:.4f}, accuracy {:.4f}\n", figures.at("loss"), figures.at("accuracy"));
  return figures.at("accuracy") > (rows < 10000 ? 0.7 : 0.89) ? 0 : 1;
}
