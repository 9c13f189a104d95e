// The models of pictures in training: the same step on the reference backend, and enough of them.
#include "ingot/model.h"
#include "tests/library/picture_models.h"
#include "tests/library/reference_step.h"

namespace ingot::testing {
namespace {

// Class c has the quadrant c brighter than the rest, over noise.
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

class PictureModel : public ::testing::TestWithParam<std::string> {
 protected:
  const SmallModel& small = small_picture_models().at(GetParam());
  Network network = make_model(small_form(GetParam()), small.picture, 4);
};

TEST_P(PictureModel, StepsAsOnTheReference) {
  expect_steps_as_on_the_reference(network, quadrants(small.picture, 8));
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
