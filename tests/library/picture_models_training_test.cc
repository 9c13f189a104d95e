// The models of pictures in training: the same step on the reference backend, and enough of them.
#include "backend/backend.h"
#include "ingot/model.h"
#include "runtime/executor.h"
#include "runtime/plan.h"
#include "tests/library/picture_models.h"
#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

// Class c has the quadrant c brighter than the rest, over noise.
struct Labelled {
  Tensor x, y;
};

Labelled quadrants(const Ints& picture, std::int64_t count) {
  Labelled rows{waves({f32, Shape(picture).inserted(0, count)}, 0.7),
                Tensor::zeros({i64, {count}})};
  const std::int64_t height = picture[1], width = picture[2], size = picture[0] * height * width;
  for (std::int64_t row = 0; row < count; ++row) {
    const std::int64_t label = row % 4;
    rows.y.set(row, static_cast<double>(label));
    for (std::int64_t i = 0; i < size; ++i) {
      const std::int64_t below = i / width % height >= height / 2, right = i % width >= width / 2;
      if (2 * below + right == label) rows.x.set(row * size + i, rows.x.at(row * size + i) + 1);
    }
  }
  return rows;
}

struct Stepped {
  double loss = 0;
  State before, after;
};

Stepped step_on(const Network& network, const Backend* backend, const Labelled& rows) {
  const std::int64_t batch = rows.x.shape()[0];
  const Traced traced = trace_step(network, {.loss = "sparse_categorical_crossentropy",
                                             .optimizer = SGD({.learning_rate = 0.1}),
                                             .batch = batch});
  const auto plan = compile(traced.graph, {.backend = backend, .num_threads = 2});
  Stepped stepped{.loss = 0, .before = initial_states(traced.parameters, 4), .after = {}};
  for (const auto& [name, value] : stepped.before) stepped.after[name] = value.clone();
  const auto scalar = [](double value) { return Tensor::full({f32, {}}, value); };
  const std::vector<Tensor> inputs{rows.x,
                                   rows.y,
                                   Tensor::full({f32, {batch}}, 1),
                                   Tensor::from<std::int64_t>({5, 1, 0}, {3}),
                                   scalar(1.0 / static_cast<double>(batch)),
                                   scalar(0.1),
                                   scalar(1)};
  stepped.loss = Executor(2).run(*plan, inputs, stepped.after).outputs[1].item();
  return stepped;
}

double distance(const Tensor& a, const Tensor& b) {
  double sum = 0;
  for (std::int64_t i = 0; i < a.num_elements(); ++i)
    sum += (a.at(i) - b.at(i)) * (a.at(i) - b.at(i));
  return std::sqrt(sum);
}

class PictureModel : public ::testing::TestWithParam<std::string> {
 protected:
  const SmallModel& small = small_picture_models().at(GetParam());
  Network network = make_model(small_form(GetParam()), small.picture, 4);
};

// The movement of all weights as one vector: a single relu at its kink may choose differently.
TEST_P(PictureModel, StepsAsOnTheReference) {
  const Labelled rows = quadrants(small.picture, 8);
  const Stepped fast = step_on(network, nullptr, rows),
                plain = step_on(network, &reference_backend(), rows);
  EXPECT_NEAR(fast.loss, plain.loss, 1e-4 * plain.loss);
  double moved = 0, apart = 0;
  for (const auto& [state, value] : plain.after) {
    moved = std::hypot(moved, distance(value, plain.before.at(state)));
    apart = std::hypot(apart, distance(value, fast.after.at(state)));
  }
  EXPECT_GT(moved, 1e-3);
  EXPECT_LT(apart, 1e-2 * moved);
}

TEST_P(PictureModel, LearnsSixtyFourPicturesByHeart) {
  const Labelled rows = quadrants(small.picture, 64);
  Model model(network, 1);
  model.compile({.optimizer = find_model(GetParam()).training().optimizer});
  model.fit(rows.x, rows.y, {.epochs = small.epochs, .batch = 16, .seed = 1});
  EXPECT_EQ(model.evaluate(rows.x, rows.y).at("accuracy"), 1);
}

std::vector<std::string> names() {
  std::vector<std::string> names;
  for (const auto& [name, small] : small_picture_models()) names.push_back(name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Every, PictureModel, ::testing::ValuesIn(names()),
                         [](const auto& model) { return model.param; });

}  // namespace
}  // namespace ingot::testing
