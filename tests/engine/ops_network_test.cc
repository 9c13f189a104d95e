// Layers' ops at their edges: products, softmax, losses, attention, normalisation, recurrence.
#include "tests/engine/op_values.h"

namespace ingot::testing {
namespace {

TEST(Matmul, AgreesWithNumbersWorkedOutByHandInAllFourOrientations) {
  const Tensor a = ramp({f32, {2, 3}}), at = tensor({f32, {3, 2}}, {1, 4, 2, 5, 3, 6});
  const Tensor b = ramp({f32, {3, 2}}), bt = tensor({f32, {2, 3}}, {1, 3, 5, 2, 4, 6});
  for (int flags = 0; flags < 4; ++flags) {
    const bool ta = (flags & 1) != 0, tb = (flags & 2) != 0;
    const Tensor y = run_one({ta ? at : a, tb ? bt : b}, [&](Builder& g, const Values& v) {
      return g.matmul(v[0], v[1], ta, tb);
    });
    expect_numbers(numbers(y), {22, 28, 49, 64});
  }
}

TEST(Matmul, AnEmptyInnerAxisGivesZero) {
  const Tensor y = run_one({Tensor(f32, {2, 0}), Tensor(f32, {0, 2})},
                           [](Builder& g, const Values& v) { return g.matmul(v[0], v[1]); });
  expect_numbers(numbers(y), {0, 0, 0, 0});
}

TEST(Softmax, IsStableAndKeepsInfinities) {
  const auto softmax = [](Builder& g, const Values& v) { return g.softmax(v[0]); };
  const auto of = [&](const Numbers& x) {
    return numbers(run_one({tensor({f32, {static_cast<std::int64_t>(x.size())}}, x)}, softmax));
  };
  expect_numbers(of({1e30, 1e30}), {0.5, 0.5});
  expect_numbers(of({0, -kInfinity, 0}), {0.5, 0, 0.5});
  expect_numbers(of({-kInfinity, -kInfinity}), {kNotANumber, kNotANumber});
  expect_numbers(of({0, kInfinity}), {kNotANumber, kNotANumber});
  const Tensor y = run_one({tensor({f32, {2}}, {0, -200})},
                           [](Builder& g, const Values& v) { return g.log_softmax(v[0]); });
  expect_numbers(numbers(y), {0, -200});
}

TEST(CrossEntropy, LeavesOutMinusOneAndFlagsLabelsThatAreNoClass) {
  const Tensor logits = ramp({f64, {4, 3}}, 0, 0.3), labels = tensor({i64, {4}}, {2, -1, 3, -2});
  const auto loss = [](Builder& g, const Values& v) { return g.softmax_cross_entropy(v[0], v[1]); };
  const double first = std::log(1 + std::exp(-0.3) + std::exp(-0.6));
  expect_numbers(numbers(run_one({logits, labels}, loss)), {first, 0, kNotANumber, kNotANumber},
                 1e-12);
  const Numbers gradient = slope({logits, labels}, loss);
  for (std::size_t i = 3; i < 6; ++i) EXPECT_EQ(gradient[i], 0);
  for (std::size_t i = 6; i < 12; ++i) EXPECT_TRUE(std::isnan(gradient[i]));
}

TEST(CrossEntropy, IsFiniteForLogitsOfAnySize) {
  const Tensor logits = tensor({f32, {2, 2}}, {1e4, -1e4, 1e4, -1e4});
  const Tensor labels = tensor({i64, {2}}, {0, 1});
  const auto loss = [](Builder& g, const Values& v) { return g.softmax_cross_entropy(v[0], v[1]); };
  expect_numbers(numbers(run_one({logits, labels}, loss)), {0, 2e4});
  expect_numbers(slope({logits, labels}, loss), {0, 0, 1, -1});
}

TEST(CrossEntropy, SmoothedEqualsDenseWithSmoothedTargets) {
  const Tensor logits = ramp({f64, {2, 4}}, -1, 0.4), labels = tensor({i32, {2}}, {3, 0});
  const double low = 0.2 / 4, high = 0.8 + low;
  const Tensor targets = tensor({f64, {2, 4}}, {low, low, low, high, high, low, low, low});
  const auto sparse = [](Builder& g, const Values& v) {
    return g.softmax_cross_entropy(v[0], v[1], 0.2);
  };
  const auto dense = [](Builder& g, const Values& v) {
    return g.softmax_cross_entropy_dense(v[0], v[1]);
  };
  expect_numbers(numbers(run_one({logits, labels}, sparse)),
                 numbers(run_one({logits, targets}, dense)), 1e-12);
  expect_numbers(slope({logits, labels}, sparse), slope({logits, targets}, dense), 1e-12);
}

TEST(CrossEntropy, ATargetOfZeroIgnoresItsLogit) {
  const Tensor logits = tensor({f64, {1, 3}}, {0, 0, -kInfinity});
  const Tensor targets = tensor({f64, {1, 3}}, {1, 0, 0});
  const Tensor y = run_one({logits, targets}, [](Builder& g, const Values& v) {
    return g.softmax_cross_entropy_dense(v[0], v[1]);
  });
  EXPECT_NEAR(y.item(), std::log(2.0), 1e-15);
}

TEST(CrossEntropy, BinaryIsStableAndSmoothAtZero) {
  const Tensor logits = tensor({f64, {4}}, {0, 800, -800, 0});
  const Tensor targets = tensor({f64, {4}}, {1, 0, 0, 0});
  const auto loss = [](Builder& g, const Values& v) {
    return g.binary_cross_entropy_with_logits(v[0], v[1]);
  };
  const double log2 = std::log(2.0);
  expect_numbers(numbers(run_one({logits, targets}, loss)), {log2, 800, 0, log2}, 1e-15);
  expect_numbers(slope({logits, targets}, loss), {-0.5, 1, 0, 0.5}, 1e-15);
}

TEST(Losses, KlDivergenceOfImpossibleClasses) {
  const Tensor q = tensor({f64, {3, 2}}, {0.5, 0.5, 0, 1, 1, 0});
  const Tensor p = tensor({f64, {3, 2}}, {0.5, 0.5, 0, 1, 0.5, 0.5});
  const auto loss = [](Builder& g, const Values& v) { return g.kl_divergence(v[0], v[1]); };
  expect_numbers(numbers(run_one({q, p}, loss)), {0, 0, kInfinity});
  EXPECT_EQ(slope({q, p}, loss)[2], 0);
}

TEST(Losses, HuberAndHingeAtTheirCorners) {
  const Tensor d = tensor({f64, {4}}, {0, 0.5, 1, -3}), zero = Tensor::zeros({f64, {4}});
  const auto huber = [](Builder& g, const Values& v) { return g.huber(v[0], v[1]); };
  expect_numbers(numbers(run_one({d, zero}, huber)), {0, 0.125, 0.5, 2.5});
  expect_numbers(slope({d, zero}, huber), {0, 0.5, 1, -1});
  const Tensor t = tensor({f64, {4}}, {1, 1, 1, -1});
  const auto hinge = [](Builder& g, const Values& v) { return g.hinge(v[0], v[1]); };
  expect_numbers(numbers(run_one({d, t}, hinge)), {1, 0.5, 0, 0});
  expect_numbers(slope({d, t}, hinge), {-1, -1, 0, 0});
}

TEST(Attention, ARowWithoutKeysIsZeroAndSoIsItsGradient) {
  const Tensor q = ramp({f64, {1, 2, 2}}), k = ramp({f64, {1, 3, 2}}), v = ramp({f64, {1, 3, 2}});
  const Tensor mask = tensor({boolean, {2, 3}}, {0, 0, 0, 0, 1, 0});
  const auto attend = [](Builder& g, const Values& x) {
    return g.attention(x[0], x[1], x[2], x[3]);
  };
  expect_numbers(numbers(run_one({q, k, v, mask}, attend)), {0, 0, 3, 4});
  expect_numbers(slope({q, k, v, mask}, attend, 0), {0, 0, 0, 0});
  expect_numbers(slope({q, k, v, mask}, attend, 2), {0, 0, 1, 1, 0, 0});
}

TEST(Attention, CausalQueriesSeeTheKeysUpToTheirOwnPlaceFromTheEnd) {
  const Tensor q = Tensor::zeros({f64, {2, 1}}), k = Tensor::zeros({f64, {3, 1}});
  const Tensor v = tensor({f64, {3, 1}}, {3, 6, 12});
  const Tensor y = run_one({q, k, v}, [](Builder& g, const Values& x) {
    return g.attention(x[0], x[1], x[2], {}, 0.0, 1);
  });
  expect_numbers(numbers(y), {4.5, 7}, 1e-15);
}

TEST(Normalisation, BatchStatisticsAgreeWithNumbersWorkedOutByHand) {
  const Tensor x = tensor({f64, {2, 2, 2}}, {1, 3, 10, 10, 5, 7, 10, 10});
  const Tensor scale = tensor({f64, {2}}, {2, 3}), offset = tensor({f64, {2}}, {1, -1});
  const std::vector<Tensor> out = run_all({x, scale, offset}, [](Builder& g, const Values& v) {
    return g.batch_norm(v[0], v[1], v[2], {}, 0.0);
  });
  expect_numbers(numbers(out[1]), {4, 10});
  expect_numbers(numbers(out[2]), {5, 0});
  const double unit = 2 / std::sqrt(5.0);
  EXPECT_NEAR(out[0].at(0), 1 - 3 * unit, 1e-12);
  EXPECT_NEAR(out[0].at(5), 1 + 3 * unit, 1e-12);
}

TEST(Normalisation, LayerNormSurvivesALargeMean) {
  const Tensor x = tensor({f32, {1, 4}}, {1e6, 1e6 + 1, 1e6 + 2, 1e6 + 3});
  const Tensor one = tensor({f32, {4}}, {1, 1, 1, 1});
  const Tensor y = run_one(
      {x, one}, [](Builder& g, const Values& v) { return g.layer_norm(v[0], v[1], {}, -1, 0.0); });
  const double unit = 1 / std::sqrt(1.25);
  expect_numbers(numbers(y), {-1.5 * unit, -0.5 * unit, 0.5 * unit, 1.5 * unit}, 1e-6);
}

TEST(Recurrence, OneLstmUnitFollowsItsFormula) {
  const auto scalar_input = [](double v) { return tensor({f64, {1, 1}}, {v}); };
  const Tensor w = tensor({f64, {4, 1}}, {0.1, 0.2, 0.3, 0.4});
  const Tensor r = tensor({f64, {4, 1}}, {-0.5, 0.6, 0.7, -0.8});
  const Tensor bias = tensor({f64, {4}}, {0.01, 0.02, 1, 0.04});
  const std::vector<Tensor> out = run_all(
      {scalar_input(1.5), scalar_input(0.3), scalar_input(-0.2), w, r, bias},
      [](Builder& g, const Values& v) { return g.lstm_cell(v[0], v[1], v[2], v[3], v[4], v[5]); });
  const auto gate = [&](std::int64_t i) { return 1.5 * w.at(i) + 0.3 * r.at(i) + bias.at(i); };
  const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
  const double c = sigmoid(gate(2)) * -0.2 + sigmoid(gate(0)) * std::tanh(gate(3));
  EXPECT_NEAR(out[1].item(), c, 1e-15);
  EXPECT_NEAR(out[0].item(), sigmoid(gate(1)) * std::tanh(c), 1e-15);
}

TEST(Recurrence, OneGruUnitFollowsItsFormulaInBothForms) {
  const Tensor x = tensor({f64, {1, 1}}, {1.5}), h = tensor({f64, {1, 1}}, {0.3});
  const Tensor w = tensor({f64, {3, 1}}, {0.1, 0.2, 0.3});
  const Tensor r = tensor({f64, {3, 1}}, {-0.5, 0.6, 0.7});
  const Tensor b = tensor({f64, {6}}, {0.01, 0.02, 0.03, 0.04, 0.05, 0.06});
  const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
  const auto input = [&](std::int64_t i) { return 1.5 * w.at(i) + b.at(i); };
  const auto gate = [&](std::int64_t i) { return sigmoid(input(i) + 0.3 * r.at(i) + b.at(i + 3)); };
  for (const bool after : {true, false}) {
    const Tensor y = run_one({x, h, w, r, b}, [&](Builder& g, const Values& v) {
      return g.gru_cell(v[0], v[1], v[2], v[3], v[4], after);
    });
    const double n = after ? std::tanh(input(2) + gate(1) * (0.3 * r.at(2) + b.at(5)))
                           : std::tanh(input(2) + gate(1) * 0.3 * r.at(2) + b.at(5));
    EXPECT_NEAR(y.item(), (1 - gate(0)) * n + gate(0) * 0.3, 1e-15);
  }
}

TEST(Recurrence, ASequenceIsItsCellRepeatedAndReverseIsTheSequenceTurnedRound) {
  const Tensor x = ramp({f64, {3, 2, 2}}, -1, 0.2), w = ramp({f64, {8, 2}}, -0.7, 0.1);
  const Tensor r = ramp({f64, {8, 2}}, 0.5, -0.07);
  const std::vector<Tensor> out = run_all({x, w, r}, [](Builder& g, const Values& v) {
    Values all = g.lstm(v[0], v[1], v[2]);
    Value h = g.constant(Tensor::zeros({f64, {2, 2}})), c = h;
    for (const Value& slice : g.split(v[0], {1, 1, 1}, 0)) {
      const Values next = g.lstm_cell(g.reshape(slice, {2, 2}), h, c, v[1], v[2]);
      h = next[0], c = next[1];
    }
    all.insert(all.end(), {h, c});
    all.push_back(g.lstm(v[0], v[1], v[2], {}, {}, {}, {}, 1)[0]);
    all.push_back(g.flip(g.lstm(g.flip(v[0], {0}), v[1], v[2])[0], {0}));
    return all;
  });
  expect_numbers(numbers(out[1]), numbers(out[3]), 1e-15);
  expect_numbers(numbers(out[2]), numbers(out[4]), 1e-15);
  expect_numbers(numbers(out[0].rows(2, 1)), numbers(out[1]));
  expect_numbers(numbers(out[5]), numbers(out[6]), 1e-15);
}

TEST(Embedding, AddsTheGradientsOfRowsThatAreReadTwice) {
  const Tensor table = ramp({f64, {3, 2}}), ids = tensor({i64, {3}}, {2, 0, 2});
  const auto read = [](Builder& g, const Values& v) { return g.embedding(v[0], v[1]); };
  expect_numbers(numbers(run_one({table, ids}, read)), {5, 6, 1, 2, 5, 6});
  expect_numbers(slope({table, ids}, read), {1, 1, 0, 0, 2, 2});
}

TEST(Guards, FindOneBadValueAndTheNormOfNothing) {
  const auto finite = [](double bad) {
    return run_one({ramp({f32, {2, 2}}), tensor({f64, {3}}, {1, bad, 2})},
                   [](Builder& g, const Values& v) { return g.all_finite(v); })
        .item();
  };
  EXPECT_EQ(finite(0), 1);
  EXPECT_EQ(finite(kNotANumber), 0);
  EXPECT_EQ(finite(-kInfinity), 0);
  const auto norm = [](Builder& g, const Values& v) { return g.global_norm(v); };
  const Tensor a = tensor({f64, {1}}, {3}), b = tensor({f64, {2}}, {0, 4});
  EXPECT_EQ(run_one({a, b}, norm).item(), 5);
  expect_numbers(slope({a, b}, norm), {0.6}, 1e-15);
  expect_numbers(slope({Tensor::zeros({f64, {2}})}, norm), {0, 0});
}

}  // namespace
}  // namespace ingot::testing
