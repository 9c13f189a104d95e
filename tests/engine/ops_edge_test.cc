// Values at the edges, each checked against what the record promises: NaN, infinities, ties, empty
// tensors, integers, duplicates.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "backend/backend.h"
#include "runtime/executor.h"

namespace ingot {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
const double kNaN = std::nan("");
using Numbers = std::vector<double>;

Tensor tensor(const TensorType& type, const Numbers& values) {
  Tensor t(type);
  EXPECT_EQ(static_cast<std::size_t>(t.num_elements()), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) t.set(static_cast<std::int64_t>(i), values[i]);
  return t;
}

Tensor row(const Numbers& values, DType dtype = f32) {
  return tensor({dtype, {static_cast<std::int64_t>(values.size())}}, values);
}

// Runs f(builder, inputs) on the reference.
template <class F>
std::vector<Tensor> run_all(const std::vector<Tensor>& inputs, F f) {
  Builder g;
  Values x;
  for (const Tensor& t : inputs) x.push_back(g.input("x" + std::to_string(x.size()), t.type()));
  const Values outputs = f(g, x);
  for (std::size_t i = 0; i < outputs.size(); ++i) g.output("y" + std::to_string(i), outputs[i]);
  const auto plan = compile(g.take(), {.backend = &reference_backend()});
  State state;
  return Executor().run(*plan, inputs, state).outputs;
}

template <class F>
Numbers run(const std::vector<Tensor>& inputs, F f) {
  const Tensor y = run_all(inputs, [&](Builder& g, const Values& x) { return Values{f(g, x)}; })[0];
  Numbers values;
  for (std::int64_t i = 0; i < y.num_elements(); ++i) values.push_back(y.at(i));
  return values;
}

// The gradient of sum(weights * f(x)) with respect to input 0.
template <class F>
Numbers slope(const std::vector<Tensor>& inputs, const Numbers& weights, F f) {
  return run(inputs, [&](Builder& g, const Values& x) {
    const Value y = f(g, x);
    const Value loss = g.sum(y * g.constant(tensor(y.type(), weights)));
    return gradients(loss, std::array{x[0]})[0];
  });
}

void expect_same(const Numbers& given, const Numbers& wanted, double tolerance = 0) {
  ASSERT_EQ(given.size(), wanted.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (std::isnan(wanted[i]))
      EXPECT_TRUE(std::isnan(given[i])) << "element " << i << " is " << given[i];
    else if (std::isinf(wanted[i]) || tolerance == 0)
      EXPECT_EQ(given[i], wanted[i]) << "element " << i;
    else
      EXPECT_NEAR(given[i], wanted[i], tolerance) << "element " << i;
  }
}

TEST(ScalarOps, IntegerDivisionRoundsDownAndByZeroIsZero) {
  const Tensor a = row({7, -7, 7, -7, 5}, i64), b = row({2, 2, -2, -2, 0}, i64);
  expect_same(run({a, b}, [](Builder& g, const Values& x) { return g.div(x[0], x[1]); }),
              {3, -4, -4, 3, 0});
  expect_same(run({a, b}, [](Builder& g, const Values& x) { return g.remainder(x[0], x[1]); }),
              {1, 1, -1, -1, 0});
}

TEST(ScalarOps, NarrowIntegersWrapAround) {
  expect_same(run({row({200, 255}, u8), row({100, 1}, u8)},
                  [](Builder& g, const Values& x) { return g.add(x[0], x[1]); }),
              {44, 0});
  expect_same(run({row({-128}, i8)}, [](Builder& g, const Values& x) { return g.neg(x[0]); }),
              {-128});
}

TEST(ScalarOps, MaximumMinimumReluAndClampHandNanOn) {
  const Tensor a = row({kNaN, 1, kNaN}), b = row({1, kNaN, kNaN});
  const Numbers all_nan = {kNaN, kNaN, kNaN};
  expect_same(run({a, b}, [](Builder& g, const Values& x) { return g.maximum(x[0], x[1]); }),
              all_nan);
  expect_same(run({a, b}, [](Builder& g, const Values& x) { return g.minimum(x[0], x[1]); }),
              all_nan);
  expect_same(run({a}, [](Builder& g, const Values& x) { return g.relu(x[0]); }), {kNaN, 1, kNaN});
  expect_same(run({a}, [](Builder& g, const Values& x) { return g.clamp(x[0]); }), {kNaN, 1, kNaN});
}

TEST(ScalarOps, SelectNeverLooksAtTheOtherSide) {
  const Tensor x = row({-1, 0, 4}, f64);
  const auto safe_sqrt = [](Builder& g, const Values& v) {
    const Value zero = g.scalar_like(v[0], 0);
    return g.select(g.greater(v[0], zero), g.sqrt(v[0]), zero);
  };
  expect_same(run({x}, safe_sqrt), {0, 0, 2});
  const Numbers gradient = slope({x}, {0, 0, 1}, safe_sqrt);
  EXPECT_EQ(gradient[2], 0.25);
}

TEST(ScalarOps, ActivationsKeepTheirLimits) {
  const Tensor x = row({-kInf, -1e30, -800, 0, 800, 1e30, kInf});
  const auto check = [&](auto f, const Numbers& wanted) { expect_same(run({x}, f), wanted, 1e-6); };
  check([](Builder& g, const Values& v) { return g.sigmoid(v[0]); }, {0, 0, 0, 0.5, 1, 1, 1});
  const Numbers y = run({x}, [](Builder& g, const Values& v) { return g.softplus(v[0]); });
  expect_same(y, {0, 0, 0, std::log(2.0), 800, static_cast<double>(1e30f), kInf}, 1e-6);
  check([](Builder& g, const Values& v) { return g.tanh(v[0]); }, {-1, -1, -1, 0, 1, 1, 1});
  check([](Builder& g, const Values& v) { return g.elu(v[0]); },
        {-1, -1, -1, 0, 800, static_cast<double>(1e30f), kInf});
}

TEST(ScalarOps, SlopesOfActivationsAreFiniteFarOutAndRightAtZero) {
  const Tensor x = row({-800, 0, 800}, f64);
  const Numbers ones = {1, 1, 1};
  const auto check = [&](auto f, const Numbers& wanted) {
    expect_same(slope({x}, ones, f), wanted, 1e-12);
  };
  check([](Builder& g, const Values& v) { return g.sigmoid(v[0]); }, {0, 0.25, 0});
  check([](Builder& g, const Values& v) { return g.silu(v[0]); }, {0, 0.5, 1});
  check([](Builder& g, const Values& v) { return g.softplus(v[0]); }, {0, 0.5, 1});
  check([](Builder& g, const Values& v) { return g.log_sigmoid(v[0]); }, {1, 0.5, 0});
  check([](Builder& g, const Values& v) { return g.mish(v[0]); }, {0, 0.6, 1});
  check([](Builder& g, const Values& v) { return g.gelu(v[0]); }, {0, 0.5, 1});
  check([](Builder& g, const Values& v) { return g.relu(v[0]); }, {0, 0, 1});
  check([](Builder& g, const Values& v) { return g.elu(v[0]); }, {0, 1, 1});
}

TEST(ScalarOps, CastSaturatesTruncatesAndMapsNanToZero) {
  const auto to = [](DType dtype) {
    return [dtype](Builder& g, const Values& x) { return g.cast(x[0], dtype); };
  };
  expect_same(run({row({-1.9, 1.9, 300, -300, kInf, kNaN})}, to(u8)), {0, 1, 255, 0, 255, 0});
  expect_same(run({row({0, -0.0, 0.3, kNaN})}, to(boolean)), {0, 0, 1, 1});
  expect_same(run({row({300, -129}, i64)}, to(i8)), {44, 127});
}

TEST(Reductions, ExtremesOfNothingAreTheNeutralElement) {
  const Tensor none = tensor({f32, {0, 2}}, {}), none_i = tensor({i32, {0}}, {});
  expect_same(run({none}, [](Builder& g, const Values& x) { return g.max(x[0], {0}); }),
              {-kInf, -kInf});
  expect_same(run({none}, [](Builder& g, const Values& x) { return g.min(x[0], {0}); }),
              {kInf, kInf});
  expect_same(run({none_i}, [](Builder& g, const Values& x) { return g.max(x[0]); }),
              {static_cast<double>(std::numeric_limits<std::int32_t>::min())});
  expect_same(run({none}, [](Builder& g, const Values& x) { return g.sum(x[0], {0}); }), {0, 0});
  expect_same(run({none}, [](Builder& g, const Values& x) { return g.prod(x[0], {0}); }), {1, 1});
  expect_same(run({none}, [](Builder& g, const Values& x) { return g.mean(x[0], {0}); }),
              {kNaN, kNaN});
}

TEST(Reductions, NanWinsOverEveryNumberWhereverItStands) {
  const Tensor x = tensor({f32, {3, 2}}, {kNaN, 1, 2, kNaN, 3, 0});
  const auto axis0 = [&](auto f, const Numbers& wanted) { expect_same(run({x}, f), wanted); };
  axis0([](Builder& g, const Values& v) { return g.max(v[0], {0}); }, {kNaN, kNaN});
  axis0([](Builder& g, const Values& v) { return g.min(v[0], {0}); }, {kNaN, kNaN});
  axis0([](Builder& g, const Values& v) { return g.max(v[0], {1}); }, {kNaN, kNaN, 3});
  axis0([](Builder& g, const Values& v) { return g.argmax(v[0], 0); }, {0, 1});
  axis0([](Builder& g, const Values& v) { return g.argmin(v[0], 0); }, {0, 1});
  axis0([](Builder& g, const Values& v) { return g.argmin(v[0], 1); }, {0, 1, 1});
}

TEST(Reductions, TheFirstOfEqualElementsIsFound) {
  const Tensor x = tensor({i64, {2, 4}}, {1, 5, 5, 1, 2, 2, 2, 2});
  expect_same(run({x}, [](Builder& g, const Values& v) { return g.argmax(v[0], 1); }), {1, 0});
  expect_same(run({x}, [](Builder& g, const Values& v) { return g.argmin(v[0], 1); }), {0, 0});
}

TEST(Reductions, TiedMaximaShareTheGradient) {
  expect_same(slope({row({2, 5, 5, 1}, f64)}, {6},
                    [](Builder& g, const Values& x) { return g.max(x[0], {0}, keep_dims); }),
              {0, 3, 3, 0});
}

TEST(Reductions, HalfPrecisionSumsAreRoundedOnce) {
  const Numbers many(4096, 1.0);
  expect_same(run({row(many, bf16)}, [](Builder& g, const Values& x) { return g.sum(x[0]); }),
              {4096});
  expect_same(run({row(Numbers(100, 60000.0), f16)},
                  [](Builder& g, const Values& x) { return g.mean(x[0]); }),
              {60000});
}

TEST(Reductions, ProductsHaveExactGradientsAtZeros) {
  const auto product = [](Builder& g, const Values& x) { return g.prod(x[0], {0}, keep_dims); };
  expect_same(slope({row({2, 0, 3}, f64)}, {1}, product), {0, 6, 0});
  expect_same(slope({row({0, 0, 3}, f64)}, {1}, product), {0, 0, 0});
  expect_same(slope({row({2, 0, 3}, f64)}, {1, 1, 1},
                    [](Builder& g, const Values& x) { return g.cumprod(x[0]); }),
              {1, 2 + 6, 0});
}

TEST(Reductions, LogSumExpOfInfinitiesIsNoNan) {
  const auto f = [](Builder& g, const Values& x) { return g.logsumexp(x[0], {1}); };
  const Tensor x = tensor({f64, {3, 2}}, {-kInf, -kInf, kInf, 1, 1000, 1000});
  expect_same(run({x}, f), {-kInf, kInf, 1000 + std::log(2.0)}, 1e-12);
}

TEST(Reductions, NormHasSlopeZeroAtTheOrigin) {
  expect_same(slope({row({0, 0}, f64)}, {1},
                    [](Builder& g, const Values& x) { return g.norm(x[0], {0}, keep_dims); }),
              {0, 0});
}

TEST(Sorting, IsStableAndPutsNanLast) {
  const Tensor x = row({2, kNaN, 1, 2, -kInf, 1});
  expect_same(run({x}, [](Builder& g, const Values& v) { return g.argsort(v[0]); }),
              {4, 2, 5, 0, 3, 1});
  expect_same(run({x}, [](Builder& g, const Values& v) { return g.argsort(v[0], -1, 1); }),
              {1, 0, 3, 2, 5, 4});
  expect_same(run({x}, [](Builder& g, const Values& v) { return g.sort(v[0]); }),
              {-kInf, 1, 1, 2, 2, kNaN});
}

TEST(Sorting, TopKTakesTheEarlierOfEqualElements) {
  const std::vector<Tensor> best =
      run_all({row({3, 1, 3, 2, 3})}, [](Builder& g, const Values& x) { return g.top_k(x[0], 2); });
  expect_same({best[0].at(0), best[0].at(1)}, {3, 3});
  expect_same({best[1].at(0), best[1].at(1)}, {0, 2});
  const std::vector<Tensor> least = run_all(
      {row({3, 1, 3, 1, 2})}, [](Builder& g, const Values& x) { return g.top_k(x[0], 3, -1, 0); });
  expect_same({least[1].at(0), least[1].at(1), least[1].at(2)}, {1, 3, 4});
}

TEST(Indexing, GatherCountsNegativesFromTheEndAndRefusesWhatIsOutside) {
  const Tensor x = row({10, 20, 30});
  const auto f = [](Builder& g, const Values& v) { return g.gather(v[0], v[1]); };
  expect_same(run({x, row({-1, 0, -3}, i64)}, f), {30, 10, 10});
  try {
    (void)run({x, row({0, 3}, i64)}, f);
    FAIL() << "index 3 of 3 elements was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), "index_out_of_range");
    EXPECT_EQ(e.failure(), Error::Failure::running);
    EXPECT_NE(e.message().en.find("3"), std::string::npos);
  }
}

TEST(Indexing, OfSeveralScattersToOnePlaceTheLastStaysAndHasTheGradient) {
  const Tensor updates = row({1, 2, 3}, f64), x = row({7, 8}, f64), at = row({1, 1, 0}, i64);
  const auto f = [](Builder& g, const Values& v) { return g.scatter(v[1], v[2], v[0]); };
  expect_same(run({updates, x, at}, f), {3, 2});
  expect_same(slope({updates, x, at}, {10, 20}, f), {0, 20, 10});
  const auto by_element = [](Builder& g, const Values& v) {
    return g.scatter_elements(v[1], v[2], v[0]);
  };
  expect_same(run({updates, x, at}, by_element), {3, 2});
  expect_same(slope({updates, x, at}, {10, 20}, by_element), {0, 20, 10});
}

TEST(Indexing, ScatterAddAddsDuplicates) {
  expect_same(run({row({1, 2, 3}), row({7, 8}), row({1, 1, -2}, i64)},
                  [](Builder& g, const Values& v) { return g.scatter_add(v[1], v[2], v[0]); }),
              {10, 11});
}

TEST(Indexing, OneHotOfAnUnknownClassIsZero) {
  expect_same(
      run({row({-1, 1, 2}, i64)}, [](Builder& g, const Values& x) { return g.one_hot(x[0], 2); }),
      {0, 0, 0, 1, 0, 0});
}

TEST(Indexing, DynamicWindowsAreMovedToWhereTheyFit) {
  const Tensor x = row({0, 1, 2, 3, 4});
  const auto window = [](Builder& g, const Values& v) { return g.dynamic_slice(v[0], v[1], {2}); };
  expect_same(run({x, row({9}, i64)}, window), {3, 4});
  expect_same(run({x, row({-9}, i64)}, window), {0, 1});
  expect_same(
      run({x, row({9}, i64), row({7, 8})},
          [](Builder& g, const Values& v) { return g.dynamic_update_slice(v[0], v[2], v[1]); }),
      {0, 1, 2, 7, 8});
}

TEST(Shapes, SlicesFollowNumPy) {
  const Tensor x = row({0, 1, 2, 3, 4, 5});
  const auto slice = [&](std::int64_t start, std::int64_t stop, std::int64_t step) {
    return run({x},
               [=](Builder& g, const Values& v) { return g.slice(v[0], {start}, {stop}, {step}); });
  };
  expect_same(slice(1, 6, 2), {1, 3, 5});
  expect_same(slice(-1, -7, -2), {5, 3, 1});
  expect_same(slice(-100, 100, 1), {0, 1, 2, 3, 4, 5});
  expect_same(slice(4, 2, 1), {});
  expect_same(slice(INT64_MAX, INT64_MIN, -3), {5, 2});
  expect_same(slice(2, INT64_MAX, INT64_MAX), {2});
}

TEST(Shapes, PaddingReflectsWithoutAndRepeatsWithTheEdge) {
  const Tensor x = row({1, 2, 3});
  const auto pad = [&](const std::string& mode) {
    return run({x}, [&](Builder& g, const Values& v) {
      return g.pad(v[0], {.low = {2}, .high = {1}, .value = 9, .mode = mode});
    });
  };
  expect_same(pad("constant"), {9, 9, 1, 2, 3, 9});
  expect_same(pad("reflect"), {3, 2, 1, 2, 3, 2});
  expect_same(pad("edge"), {1, 1, 1, 2, 3, 3});
}

TEST(Shapes, TransposesOfEveryTileRemainderAreExact) {
  for (const std::int64_t rows : {1, 15, 16, 17, 33})
    for (const std::int64_t columns : {1, 16, 31}) {
      Numbers values, wanted(static_cast<std::size_t>(rows * columns));
      for (std::int64_t i = 0; i < rows * columns; ++i) {
        values.push_back(static_cast<double>(i));
        wanted[static_cast<std::size_t>(i % columns * rows + i / columns)] = values.back();
      }
      expect_same(run({tensor({i32, {rows, columns}}, values)},
                      [](Builder& g, const Values& x) { return g.transpose(x[0]); }),
                  wanted);
    }
}

TEST(Shapes, TrianglesLeaveOutWithoutLooking) {
  const Tensor x = tensor({f32, {2, 3}}, {1, kNaN, kInf, 4, 5, kNaN});
  expect_same(run({x}, [](Builder& g, const Values& v) { return g.tril(v[0]); }),
              {1, 0, 0, 4, 5, 0});
  expect_same(run({x}, [](Builder& g, const Values& v) { return g.triu(v[0], 2); }),
              {0, 0, kInf, 0, 0, 0});
}

TEST(Shapes, RepeatTileRollAndFlipMoveElementsAsNamed) {
  const Tensor x = row({1, 2, 3});
  const auto check = [&](auto f, const Numbers& wanted) { expect_same(run({x}, f), wanted); };
  check([](Builder& g, const Values& v) { return g.repeat(v[0], 2); }, {1, 1, 2, 2, 3, 3});
  check([](Builder& g, const Values& v) { return g.tile(v[0], {2}); }, {1, 2, 3, 1, 2, 3});
  check([](Builder& g, const Values& v) { return g.roll(v[0], 1); }, {3, 1, 2});
  check([](Builder& g, const Values& v) { return g.roll(v[0], -4); }, {2, 3, 1});
  check([](Builder& g, const Values& v) { return g.flip(v[0]); }, {3, 2, 1});
  check([](Builder& g, const Values& v) { return g.cumsum(v[0], 0, 1, 1); }, {5, 3, 0});
}

TEST(Shapes, WrongShapesAreRefusedWithBothTypesNamed) {
  Builder g;
  const Value a = g.input("a", {f32, {2, 3}}), b = g.input("b", {f32, {4}});
  const auto message = [](auto f) {
    try {
      f();
    } catch (const Error& e) {
      EXPECT_FALSE(e.message().zh.empty());
      return e.code() + " " + e.message().en;
    }
    return std::string();
  };
  const std::string broadcast = message([&] { (void)g.add(a, b); });
  EXPECT_NE(broadcast.find("shape_mismatch"), std::string::npos);
  EXPECT_NE(broadcast.find("f32[2,3]"), std::string::npos);
  EXPECT_NE(broadcast.find("f32[4]"), std::string::npos);
  EXPECT_EQ(message([&] { (void)g.reshape(a, {4, -1}); }).find("shape_mismatch"), 0U);
  EXPECT_EQ(message([&] { (void)g.sum(a, {2}); }).find("bad_axis"), 0U);
  EXPECT_EQ(message([&] { (void)g.concat({a, b}); }).find("shape_mismatch"), 0U);
  EXPECT_EQ(message([&] { (void)g.transpose(a, {0, 0}); }).find("shape_mismatch"), 0U);
  EXPECT_EQ(message([&] { (void)g.sqrt(g.iota(i64, {3})); }).find("dtype_unsupported"), 0U);
  EXPECT_EQ(message([&] { (void)g.add(a, g.cast(a, f64)); }).find("dtype_mismatch"), 0U);
  EXPECT_EQ(message([&] {
              (void)g.argmax(g.input("e", {f32, {3, 0}}));
            }).find("shape_mismatch"),
            0U);
}

TEST(Gradients, CanBeTakenTwice) {
  // f = x^3: f'' = 6 x, through the gradient of the gradient.
  const auto second = run({row({1, -2, 0.5}, f64)}, [](Builder& g, const Values& x) {
    const Value first = gradients(g.sum(x[0] * x[0] * x[0]), std::array{x[0]})[0];
    return gradients(g.sum(first), std::array{x[0]})[0];
  });
  expect_same(second, {6, -12, 3});
}

}  // namespace
}  // namespace ingot
