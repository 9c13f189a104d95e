#include "nn/answer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "evaluate/temperature.h"
#include "formats/onnx.h"
#include "graph/rewrite.h"
#include "runtime/inference.h"
#include "tasks/picture_answers.h"
#include "tests/library/bar_pictures.h"

namespace ingot {
namespace {

Network small_network() {
  return {Input({2, 6, 5}), Conv2D(3, {3, 3}, {.activation = "relu"}), Flatten(),
          Dense(4, {.activation = "softmax"})};
}

Tensor waves(std::int64_t rows) {
  Tensor x(f32, {rows, 2, 6, 5});
  for (std::int64_t i = 0; i < x.num_elements(); ++i)
    x.set(i, std::sin(1.7 * static_cast<double>(i)));
  return x;
}

Tensor in_a_mirror(const Tensor& x) {
  const std::int64_t width = x.shape().back();
  Tensor y(x.type());
  for (std::int64_t i = 0; i < x.num_elements(); ++i)
    y.set(i, x.at(i - i % width + width - 1 - i % width));
  return y;
}

Tensor answers(const std::function<Graph(std::int64_t)>& graph_at, const Tensor& x) {
  Inference inference(graph_at, {});
  const std::array<Tensor, 1> input{x};
  return inference.run(input);
}

class MirroredAnswer : public ::testing::Test {
 protected:
  [[nodiscard]] Tensor answer(const AnswerForm& form, const Tensor& x) const {
    return answers(
        [&](std::int64_t rows) {
          return bind_states(trace_answer(network_, rows, form).graph, weights_);
        },
        x);
  }

  Network network_ = small_network();
  State weights_ = initial_states(trace_inference(network_, 1).parameters, 3);
};

TEST_F(MirroredAnswer, IsTheMeanOfBoth) {
  const Tensor x = waves(7), plain = answer({}, x), other = answer({}, in_a_mirror(x)),
               both = answer({.mirrored = true}, x);
  EXPECT_FALSE(bit_equal(plain, other));
  for (std::int64_t i = 0; i < both.num_elements(); ++i)
    EXPECT_NEAR(both.at(i), (plain.at(i) + other.at(i)) / 2, 1e-6);
}

TEST_F(MirroredAnswer, IsTheSameForTheMirrorImageAndAmongOtherRows) {
  const Tensor x = waves(7), both = answer({.mirrored = true}, x);
  EXPECT_TRUE(bit_equal(answer({.mirrored = true}, in_a_mirror(x)), both));
  for (std::int64_t row = 0; row < 7; ++row)
    EXPECT_TRUE(bit_equal(answer({.mirrored = true}, x.rows(row, 1).clone()), both.rows(row, 1)));
}

TEST_F(MirroredAnswer, HoldsItsTemperature) {
  const Tensor x = waves(7), stated = answer({.mirrored = true}, x);
  const Tensor cooled = answer({.mirrored = true, .temperature = 0.6}, x),
               expected = apply_temperature(stated, 0.6);
  for (std::int64_t i = 0; i < cooled.num_elements(); ++i)
    EXPECT_NEAR(cooled.at(i), expected.at(i), 1e-6);
}

TEST_F(MirroredAnswer, IsWhatTheFileSays) {
  const AnswerForm form{.mirrored = true, .temperature = 1.4};
  const std::string file = write_onnx(trace_answer(network_, kExportBatch, form).graph,
                                      {weights_.begin(), weights_.end()});
  const Tensor x = waves(70);
  const Tensor read = answers(
      [&](std::int64_t rows) {
        const OnnxModel model = read_onnx(std::as_bytes(std::span(file)), rows);
        return bind_states(model.graph, State(model.weights.begin(), model.weights.end()));
      },
      x);
  EXPECT_TRUE(bit_equal(read, answer(form, x)));
}

// Lying bars and empty pictures look alike in a mirror, upright ones move: mirrored training suits
// them.
struct Trained {
  explicit Trained(const std::string& augment, const std::string& asked) {
    parts.train = bar_pictures(240, 1);
    parts.valid = bar_pictures(240, 2);
    parts.test = bar_pictures(30, 3);
    parts.class_names = {"upright", "lying", "none"};
    request.model = "mlp";
    request.settings = {{"hidden", "24"}, {"augment", augment}, {"test_time_augment", asked}};
    request.epochs = 8;
    training = std::make_unique<PictureTraining>(
        request, TrainingPictures{parts.train, parts.valid, parts.num_classes()});
    training->run();
    weights = training->trainer().weights();
    answers = choose_answers(*training, parts, request, weights);
  }
  [[nodiscard]] const Decision* decision() const {
    const auto found = std::ranges::find_if(
        answers.decisions, [](const Decision& d) { return d.what.en == "answers"; });
    return found == answers.decisions.end() ? nullptr : &*found;
  }

  PictureParts parts;
  BuildRequest request;
  std::unique_ptr<PictureTraining> training;
  State weights;
  PictureAnswers answers;
};

TEST(AnswerChoice, IsMadeOnTheValidationRowsAndKeptInTheRequest) {
  const Trained t("flip", "auto");
  ASSERT_NE(t.decision(), nullptr);
  EXPECT_NE(t.decision()->why.en.find("240 validation rows"), std::string::npos);
  const auto kept = t.request.settings.find("test_time_augment");
  EXPECT_EQ(kept != t.request.settings.end(), t.answers.form.mirrored);
  EXPECT_EQ(t.decision()->choice.en.starts_with("the mean"), t.answers.form.mirrored);
  // Built again as the request says now, it answers alike.
  const Trained again("flip", t.answers.form.mirrored ? "mirror" : "none");
  EXPECT_EQ(again.answers.form.mirrored, t.answers.form.mirrored);
  EXPECT_EQ(again.answers.temperature, t.answers.temperature);
}

TEST(AnswerChoice, IsNoneWherePicturesAreNotMirroredInTraining) {
  const Trained t("light_without_flip", "auto");
  EXPECT_EQ(t.decision(), nullptr);
  EXPECT_FALSE(t.answers.form.mirrored);
  EXPECT_FALSE(t.request.settings.contains("test_time_augment"));
}

TEST(AnswerChoice, MayBeAskedFor) {
  const Trained t("none", "mirror");
  ASSERT_NE(t.decision(), nullptr);
  EXPECT_TRUE(t.answers.form.mirrored);
  EXPECT_EQ(t.request.settings.at("test_time_augment"), "mirror");
  EXPECT_THROW(static_cast<void>(read_settings(find_model("mlp"), {{"test_time_augment", "yes"}})),
               Error);
}

}  // namespace
}  // namespace ingot
