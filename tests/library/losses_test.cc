// Losses against values by hand, and their slopes against finite differences.
#include <limits>

#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

const Row kLogits{0.3, -1.2, 2.0, 0.5, 0.1, -0.4};

Tensor logits() { return tensor_of({f64, {2, 3}}, kLogits); }
Tensor labels(const Row& values) { return tensor_of({i64, {2}}, values); }

Row softmax(const Row& x, std::size_t first, std::size_t classes) {
  Row p;
  double sum = 0;
  for (std::size_t k = 0; k < classes; ++k) sum += std::exp(x[first + k]);
  for (std::size_t k = 0; k < classes; ++k) p.push_back(std::exp(x[first + k]) / sum);
  return p;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST(Losses, OfErrorsAreMeansOverTheRow) {
  const Tensor output = tensor_of({f64, {2, 2}}, {1, -2, 0.5, 4});
  const Tensor target = tensor_of({f64, {2, 2}}, {0, 1, 0.25, 1});
  const auto rows = [&](const Loss& loss) { return run_loss(loss, "linear", output, target).rows; };
  expect_near(rows("mse"), {(1 + 9) / 2.0, (0.0625 + 9) / 2}, 1e-14);
  expect_near(rows("mae"), {(1 + 3) / 2.0, (0.25 + 3) / 2}, 1e-14);
  expect_near(rows("huber"), {(0.5 + 2.5) / 2, (0.03125 + 2.5) / 2}, 1e-14);
  expect_near(rows(Huber({.delta = 2})), {(0.5 + 4) / 2, (0.03125 + 4) / 2}, 1e-14);
  const Tensor sides = tensor_of({f64, {2, 2}}, {1, -1, -1, 1});
  expect_near(run_loss("hinge", "linear", output, sides).rows, {0, 0.75}, 1e-14);
}

TEST(Losses, OfAQuantileWeighsTooLowAgainstTooHigh) {
  const Tensor output = tensor_of({f64, {2, 2}}, {1, -2, 0.5, 4});
  const Tensor target = tensor_of({f64, {2, 2}}, {0, 1, 0.5, 6});
  const auto rows = [&](double q) {
    return run_loss(Quantile({.quantile = q}), "linear", output, target).rows;
  };
  expect_near(rows(0.9), {(0.1 * 1 + 0.9 * 3) / 2, (0 + 0.9 * 2) / 2}, 1e-14);
  expect_near(rows(0.25), {(0.75 * 1 + 0.25 * 3) / 2, (0 + 0.25 * 2) / 2}, 1e-14);
}

// The least sum of pinball losses is where the share q of the targets lies below.
TEST(Losses, OfAQuantileAreLeastAtTheQuantile) {
  Row targets;
  for (int i = 0; i < 100; ++i) targets.push_back((i * 37 % 100) / 10.0);
  const Tensor target = tensor_of({f64, {1, 100}}, targets);
  const auto loss = [&](double at) {
    return run_loss(Quantile({.quantile = 0.8}), "linear", Tensor::full({f64, {1, 100}}, at),
                    target)
        .rows[0];
  };
  EXPECT_LT(loss(7.95), loss(7.75));
  EXPECT_LT(loss(7.95), loss(8.15));
}

TEST(Losses, OfCountsAreMinusTheLogOfPoissonsProbability) {
  const Tensor logs = tensor_of({f64, {2, 1}}, {0.3, -1.2}),
               counts = tensor_of({f64, {2, 1}}, {4, 0});
  const Row wanted{std::exp(0.3) - 4 * 0.3, std::exp(-1.2)};
  expect_near(run_loss("poisson", "exp", logs, counts).rows, wanted, 1e-14);
  const Tensor means = tensor_of({f64, {2, 1}}, {std::exp(0.3), std::exp(-1.2)});
  expect_near(run_loss("poisson", "linear", means, counts).rows, wanted, 1e-14);
  // exp of it is 0, its logarithm is not.
  const LossValues far =
      run_loss("poisson", "exp", tensor_of({f32, {1, 1}}, {-200}), tensor_of({f32, {1, 1}}, {3}));
  expect_near(far.rows, {600}, 1e-3);
  expect_near(far.slope, {-3}, 1e-6);
}

TEST(Losses, SparseCrossEntropyIsMinusTheLogOfTheLabelsProbability) {
  const Row a = softmax(kLogits, 0, 3), b = softmax(kLogits, 3, 3);
  const Row rows =
      run_loss("sparse_categorical_crossentropy", "softmax", logits(), labels({2, 0})).rows;
  expect_near(rows, {-std::log(a[2]), -std::log(b[0])}, 1e-14);
}

TEST(Losses, SmoothedTargetsAreSpreadOverAllClasses) {
  const Row p = softmax(kLogits, 0, 3);
  const double expected =
      -((0.9 + 0.1 / 3) * std::log(p[2]) + 0.1 / 3 * (std::log(p[0]) + std::log(p[1])));
  const Loss sparse = SparseCategoricalCrossentropy({.label_smoothing = 0.1});
  EXPECT_NEAR(run_loss(sparse, "softmax", logits(), labels({2, 0})).rows[0], expected, 1e-14);
  const Tensor hits = tensor_of({f64, {2, 3}}, {0, 0, 1, 1, 0, 0});
  const Loss dense = CategoricalCrossentropy({.label_smoothing = 0.1});
  EXPECT_NEAR(run_loss(dense, "softmax", logits(), hits).rows[0], expected, 1e-14);
}

TEST(Losses, ClassWeightsAndFocusMultiplyTheLoss) {
  const Row a = softmax(kLogits, 0, 3), b = softmax(kLogits, 3, 3);
  const Loss loss =
      SparseCategoricalCrossentropy({.class_weights = {2, 1, 0.5}, .focal_gamma = 1.5});
  const Row rows = run_loss(loss, "softmax", logits(), labels({2, 0})).rows;
  expect_near(rows,
              {-0.5 * std::pow(1 - a[2], 1.5) * std::log(a[2]),
               -2 * std::pow(1 - b[0], 1.5) * std::log(b[0])},
              1e-14);
}

TEST(Losses, DenseAndSparseTargetsOfOneClassAgree) {
  const Tensor hits = tensor_of({f64, {2, 3}}, {0, 1, 0, 0, 0, 1});
  const Row sparse =
      run_loss(SparseCategoricalCrossentropy(
                   {.label_smoothing = 0.2, .class_weights = {3, 2, 1}, .focal_gamma = 2}),
               "softmax", logits(), labels({1, 2}))
          .rows;
  const Row dense =
      run_loss(CategoricalCrossentropy(
                   {.label_smoothing = 0.2, .class_weights = {3, 2, 1}, .focal_gamma = 2}),
               "softmax", logits(), hits)
          .rows;
  expect_near(sparse, dense, 1e-14);
}

TEST(Losses, BinaryCrossEntropyIsTheMeanOverTheRow) {
  const Tensor target = tensor_of({f64, {2, 3}}, {1, 0, 1, 0, 0, 1});
  Row expected, weighted;
  for (std::size_t row = 0; row < 2; ++row) {
    double plain = 0, other = 0;
    for (std::size_t k = 3 * row; k < 3 * row + 3; ++k) {
      const bool hit = target.at(static_cast<std::int64_t>(k)) == 1;
      const double p = hit ? sigmoid(kLogits[k]) : sigmoid(-kLogits[k]);
      plain -= std::log(p) / 3;
      other -= (hit ? 4 : 0.5) * std::pow(1 - p, 2) * std::log(p) / 3;
    }
    expected.push_back(plain);
    weighted.push_back(other);
  }
  expect_near(run_loss("binary_crossentropy", "sigmoid", logits(), target).rows, expected, 1e-14);
  const Loss loss = BinaryCrossentropy({.class_weights = {0.5, 4}, .focal_gamma = 2});
  expect_near(run_loss(loss, "sigmoid", logits(), target).rows, weighted, 1e-14);
}

TEST(Losses, BinarySmoothingMovesTargetsTowardsOneHalf) {
  const Tensor x = tensor_of({f64, {1, 1}}, {0.7}), one = tensor_of({f64, {1, 1}}, {1});
  const Row rows = run_loss(BinaryCrossentropy({.label_smoothing = 0.2}), "sigmoid", x, one).rows;
  EXPECT_NEAR(rows[0], -0.9 * std::log(sigmoid(0.7)) - 0.1 * std::log(sigmoid(-0.7)), 1e-14);
}

TEST(Losses, DivergenceIsZeroForEqualDistributions) {
  const Row p = softmax(kLogits, 0, 3), q = softmax(kLogits, 3, 3);
  const Tensor target = tensor_of({f64, {2, 3}}, {p[0], p[1], p[2], 0, 0.25, 0.75});
  const Row rows = run_loss("kl_divergence", "softmax", logits(), target).rows;
  EXPECT_NEAR(rows[0], 0, 1e-14);
  EXPECT_NEAR(rows[1], 0.25 * std::log(0.25 / q[1]) + 0.75 * std::log(0.75 / q[2]), 1e-14);
}

TEST(Losses, LogitsAndTheirProbabilitiesGiveOneLoss) {
  Row p = softmax(kLogits, 0, 3);
  const Row b = softmax(kLogits, 3, 3);
  p.insert(p.end(), b.begin(), b.end());
  const Tensor probabilities = tensor_of({f64, {2, 3}}, p);
  for (const Loss& loss : {Loss("sparse_categorical_crossentropy"),
                           SparseCategoricalCrossentropy({.label_smoothing = 0.1}),
                           SparseCategoricalCrossentropy({.focal_gamma = 2})})
    expect_near(run_loss(loss, "softmax", logits(), labels({2, 1})).rows,
                run_loss(loss, "linear", probabilities, labels({2, 1})).rows, 1e-13);
}

TEST(Losses, ExtremeLogitsStayFiniteAndKeepTheirSlope) {
  const Tensor x = tensor_of({f32, {1, 2}}, {-200, 200}), label = tensor_of({i64, {1}}, {0});
  const LossValues sparse = run_loss("sparse_categorical_crossentropy", "softmax", x, label);
  EXPECT_FLOAT_EQ(static_cast<float>(sparse.rows[0]), 400);
  expect_near(sparse.slope, {-1, 1}, 1e-6);
  const Tensor hit = tensor_of({f32, {1, 2}}, {1, 0});
  const LossValues binary = run_loss("binary_crossentropy", "sigmoid", x, hit);
  EXPECT_FLOAT_EQ(static_cast<float>(binary.rows[0]), 200);
  expect_near(binary.slope, {-0.5, 0.5}, 1e-6);
}

TEST(Losses, ProbabilitiesOfZeroGiveAFiniteLoss) {
  for (const DType dtype : {f64, f32, bf16, f16}) {
    const Tensor p = tensor_of({dtype, {1, 2}}, {0, 1});
    const Row sparse =
        run_loss("sparse_categorical_crossentropy", "linear", p, tensor_of({i64, {1}}, {0})).rows;
    const Row binary =
        run_loss("binary_crossentropy", "linear", p, tensor_of({dtype, {1, 2}}, {1, 0})).rows;
    for (const double loss : {sparse[0], binary[0]}) {
      EXPECT_TRUE(std::isfinite(loss)) << to_string(dtype);
      EXPECT_GT(loss, 5) << to_string(dtype);
    }
  }
}

TEST(Losses, LabelsOutsideTheClassesAreNoClass) {
  const Tensor p = tensor_of({f64, {2, 3}}, {0.2, 0.3, 0.5, 0.2, 0.3, 0.5});
  for (const char* activation : {"softmax", "linear"}) {
    const Row rows =
        run_loss("sparse_categorical_crossentropy", activation, p, labels({-1, 3})).rows;
    EXPECT_EQ(rows[0], 0) << activation;
    EXPECT_TRUE(std::isnan(rows[1])) << activation;
  }
}

TEST(Losses, SlopesAgreeWithFiniteDifferences) {
  const Tensor x = logits(), hits = tensor_of({f64, {2, 3}}, {0, 0, 1, 1, 0, 0});
  const Tensor probabilities = tensor_of({f64, {2, 3}}, {0.2, 0.3, 0.5, 0.1, 0.6, 0.3});
  const Tensor sides = tensor_of({f64, {2, 3}}, {1, -1, 1, -1, 1, 1});
  const Loss sparse = SparseCategoricalCrossentropy(
      {.label_smoothing = 0.1, .class_weights = {1, 2, 3}, .focal_gamma = 2});
  const Loss dense = CategoricalCrossentropy(
      {.label_smoothing = 0.1, .class_weights = {1, 2, 3}, .focal_gamma = 0.5});
  const Loss binary =
      BinaryCrossentropy({.label_smoothing = 0.1, .class_weights = {1, 2}, .focal_gamma = 2});
  for (const Loss& loss : {Loss("sparse_categorical_crossentropy"), sparse}) {
    check_slope(loss, "softmax", x, labels({2, 1}));
    check_slope(loss, "linear", probabilities, labels({2, 1}));
  }
  for (const Loss& loss : {Loss("categorical_crossentropy"), dense, Loss("kl_divergence")}) {
    check_slope(loss, "softmax", x, hits);
    check_slope(loss, "linear", probabilities, hits);
  }
  for (const Loss& loss : {Loss("binary_crossentropy"), binary}) {
    check_slope(loss, "sigmoid", x, hits);
    check_slope(loss, "linear", probabilities, hits);
  }
  for (const Loss& loss : {Loss("mse"), Loss("mae"), Loss("huber")})
    check_slope(loss, "tanh", x, hits);
  for (const double q : {0.1, 0.5, 0.9}) check_slope(Quantile({.quantile = q}), "tanh", x, hits);
  check_slope("poisson", "exp", x, hits);
  check_slope("poisson", "linear", probabilities, hits);
  check_slope("hinge", "linear", x, sides);
}

TEST(Losses, OfSequencesAreMeansOverAllButTheFirstAxis) {
  const Tensor x = waves({f64, {2, 4, 3}}, 0.3);
  const Tensor target = tensor_of({i64, {2, 4}}, {0, 1, 2, 0, 2, 2, 1, 0});
  const Row values = numbers(x);
  Row expected(2);
  for (std::size_t i = 0; i < 8; ++i)
    expected[i / 4] -=
        std::log(softmax(values, 3 * i,
                         3)[static_cast<std::size_t>(target.at(static_cast<std::int64_t>(i)))]) /
        4;
  expect_near(run_loss("sparse_categorical_crossentropy", "softmax", x, target).rows, expected,
              1e-14);
}

TEST(Losses, WrongInputIsNamed) {
  const Tensor x = logits(), y = labels({0, 1});
  const auto sparse = [&](const Loss& loss) {
    return code_of([&] { return run_loss(loss, "softmax", x, y); });
  };
  EXPECT_EQ(sparse("mean_squared"), "unknown_loss");
  EXPECT_EQ(sparse(SparseCategoricalCrossentropy({.label_smoothing = 1})), "bad_option");
  EXPECT_EQ(sparse(SparseCategoricalCrossentropy({.class_weights = {1, 2}})), "bad_option");
  EXPECT_EQ(sparse(SparseCategoricalCrossentropy({.class_weights = {1, 2, -1}})), "bad_option");
  EXPECT_EQ(sparse(SparseCategoricalCrossentropy({.focal_gamma = -1})), "bad_option");
  EXPECT_EQ(sparse("mse"), "bad_loss_input");
  EXPECT_EQ(code_of([&] {
              return run_loss("sparse_categorical_crossentropy", "linear", Tensor(f64, {2}), y);
            }),
            "bad_loss_input");
  EXPECT_EQ(code_of([&] { return run_loss(Huber({.delta = 0}), "linear", x, x); }), "bad_option");
  for (const double q : {0.0, 1.0})
    EXPECT_EQ(code_of([&] { return run_loss(Quantile({.quantile = q}), "linear", x, x); }),
              "bad_option");
}

}  // namespace
}  // namespace ingot::testing
