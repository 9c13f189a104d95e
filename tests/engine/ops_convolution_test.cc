// Convolution, pooling and resizing against numbers worked out by hand and against the plain sums
// that define them.
#include "tests/engine/op_values.h"

namespace ingot::testing {
namespace {

struct Geometry {
  Ints strides, low, high, dilation;
  std::int64_t groups = 1;
};

ConvOptions options(const Geometry& o) {
  return {.strides = o.strides,
          .padding_low = o.low,
          .padding_high = o.high,
          .dilation = o.dilation,
          .groups = o.groups};
}

// The definition over two spatial axes, one output element at a time.
Numbers plain_convolution(const Tensor& x, const Tensor& w, const Geometry& o, const Shape& y) {
  const auto size = [](const Tensor& t, int axis) { return t.shape()[axis]; };
  Numbers result;
  for (std::int64_t b = 0; b < y[0]; ++b)
    for (std::int64_t f = 0; f < y[1]; ++f)
      for (std::int64_t p = 0; p < y[2]; ++p)
        for (std::int64_t q = 0; q < y[3]; ++q) {
          double sum = 0;
          for (std::int64_t c = 0; c < size(w, 1); ++c)
            for (std::int64_t k = 0; k < size(w, 2); ++k)
              for (std::int64_t l = 0; l < size(w, 3); ++l) {
                const std::int64_t i = p * o.strides[0] + k * o.dilation[0] - o.low[0];
                const std::int64_t j = q * o.strides[1] + l * o.dilation[1] - o.low[1];
                if (i < 0 || i >= size(x, 2) || j < 0 || j >= size(x, 3)) continue;
                const std::int64_t channel = f / (y[1] / o.groups) * size(w, 1) + c;
                sum += x.at(((b * size(x, 1) + channel) * size(x, 2) + i) * size(x, 3) + j) *
                       w.at(((f * size(w, 1) + c) * size(w, 2) + k) * size(w, 3) + l);
              }
          result.push_back(sum);
        }
  return result;
}

TEST(Convolution, AgreesWithNumbersWorkedOutByHand) {
  const Tensor x = ramp({f32, {1, 1, 3, 3}}), w = tensor({f32, {1, 1, 2, 2}}, {1, 2, 3, 4});
  const Tensor bias = tensor({f32, {1}}, {0.5});
  const Tensor y =
      run_one({x, w, bias}, [](Builder& g, const Values& v) { return g.conv(v[0], v[1], v[2]); });
  // 1*1 + 2*2 + 4*3 + 5*4 + 0.5 and so on: the kernel is not flipped.
  expect_numbers(numbers(y), {37.5, 47.5, 67.5, 77.5});
}

TEST(Convolution, AgreesWithItsDefinitionForStridesPaddingDilationAndGroups) {
  const std::vector<Geometry> cases = {{{1, 1}, {0, 0}, {0, 0}, {1, 1}, 1},
                                       {{2, 1}, {1, 0}, {0, 2}, {1, 1}, 1},
                                       {{1, 3}, {2, 2}, {2, 2}, {2, 1}, 2},
                                       {{3, 2}, {0, 1}, {1, 0}, {1, 2}, 4}};
  for (const Geometry& o : cases) {
    const Tensor x = ramp({f64, {2, 4, 7, 6}}, -3, 0.37);
    const Tensor w = ramp({f64, {8, 4 / o.groups, 3, 2}}, 2, -0.11);
    const Tensor y = run_one(
        {x, w}, [&](Builder& g, const Values& v) { return g.conv(v[0], v[1], {}, options(o)); });
    expect_numbers(numbers(y), plain_convolution(x, w, o, y.shape()), 1e-9);
  }
}

TEST(Convolution, TransposedIsTheAdjoint) {
  const Geometry o{{2, 3}, {1, 0}, {0, 2}, {1, 2}, 2};
  const Tensor x = ramp({f64, {2, 4, 6, 9}}, -1, 0.013), w = ramp({f64, {6, 2, 3, 2}}, 1, -0.07);
  const Tensor y = run_one(
      {x, w}, [&](Builder& g, const Values& v) { return g.conv(v[0], v[1], {}, options(o)); });
  const Tensor z = ramp(y.type(), 0.5, -0.021);
  const Tensor back = run_one({z, w}, [&](Builder& g, const Values& v) {
    return g.conv_transpose(v[0], v[1], {},
                            {.strides = o.strides,
                             .padding_low = o.low,
                             .padding_high = o.high,
                             .dilation = o.dilation,
                             .groups = o.groups,
                             .output_padding = {0, 2}});
  });
  ASSERT_EQ(back.shape(), x.shape());
  double left = 0, right = 0;
  for (std::int64_t i = 0; i < y.num_elements(); ++i) left += y.at(i) * z.at(i);
  for (std::int64_t i = 0; i < x.num_elements(); ++i) right += x.at(i) * back.at(i);
  EXPECT_NEAR(left, right, 1e-9 * std::abs(left));
}

TEST(Convolution, CanBeDifferentiatedTwice) {
  // d/dw of sum((dL/dx)^2) for L = sum(conv(x, w)^2), against differences.
  const Tensor x = ramp({f64, {1, 2, 4, 4}}, -1, 0.1), w = ramp({f64, {2, 2, 2, 2}}, 0.5, -0.07);
  const auto penalty = [](Builder& g, const Values& v) {
    const Value loss = g.sum(g.square(g.conv(v[0], v[1])));
    return g.sum(g.square(gradients(loss, std::array{v[0]})[0]));
  };
  const Numbers analytic = numbers(run_one({x, w}, [&](Builder& g, const Values& v) {
    return gradients(penalty(g, v), std::array{v[1]})[0];
  }));
  for (std::int64_t i = 0; i < w.num_elements(); i += 5) {
    Tensor plus = w, minus = w;
    plus.set(i, w.at(i) + 1e-5);
    minus.set(i, w.at(i) - 1e-5);
    const double numeric =
        (run_one({x, plus}, penalty).item() - run_one({x, minus}, penalty).item()) / 2e-5;
    const double found = analytic[static_cast<std::size_t>(i)];
    EXPECT_NEAR(found, numeric, 1e-6 * (1 + std::abs(numeric)));
  }
}

TEST(Convolution, RefusesWhatDoesNotFit) {
  const auto code = [](const Shape& x, const Shape& w, const ConvOptions& o) {
    return error_of([&](Builder& g) {
      return g.conv(g.input("x", {f32, x}), g.input("w", {f32, w}), {}, o);
    });
  };
  EXPECT_EQ(code({1, 3, 5, 5}, {2, 3, 3, 3}, {}), "");
  EXPECT_EQ(code({1, 4, 5, 5}, {2, 3, 3, 3}, {}), "shape_mismatch");
  EXPECT_EQ(code({1, 3, 2, 5}, {2, 3, 3, 3}, {}), "shape_mismatch");
  EXPECT_EQ(code({1, 3, 5, 5}, {2, 1, 3, 3}, {.groups = 3}), "shape_mismatch");
  EXPECT_EQ(code({1, 3, 5, 5}, {2, 3, 3, 3}, {.strides = {0, 1}}), "bad_attribute");
  EXPECT_EQ(code({1, 3, 5, 5}, {2, 3, 3, 3}, {.dilation = {2}}), "bad_attribute");
}

TEST(Pooling, MaxTakesTheFirstOfTiesAndHandsNanOn) {
  const Tensor x = tensor({f32, {1, 1, 1, 6}}, {3, 3, -1, kNotANumber, 2, 5});
  const auto pool = [](Builder& g, const Values& v) {
    return g.max_pool(v[0], {.kernel_size = {1, 2}});
  };
  expect_numbers(numbers(run_one({x}, pool)), {3, kNotANumber, 5});
  expect_numbers(slope({x}, pool), {1, 0, 0, 1, 0, 1});
}

TEST(Pooling, PaddingIsNeverTheLargest) {
  const Tensor x = tensor({f32, {1, 1, 2}}, {-5, -7});
  const Tensor y = run_one({x}, [](Builder& g, const Values& v) {
    return g.max_pool(
        v[0], {.kernel_size = {2}, .strides = {2}, .padding_low = {3}, .padding_high = {1}});
  });
  expect_numbers(numbers(y), {-kInfinity, -5, -7});
}

TEST(Pooling, GatheringByTheLargestGivesZeroForPaddingAlone) {
  const Tensor x = tensor({f32, {1, 1, 2}}, {-5, -7}), values = tensor({f32, {1, 1, 2}}, {3, 4});
  const Tensor y = run_one({x, values}, [](Builder& g, const Values& v) {
    return g.max_pool_gather(
        v[0], v[1], {.kernel_size = {2}, .strides = {2}, .padding_low = {3}, .padding_high = {1}});
  });
  expect_numbers(numbers(y), {0, 3, 4});
}

TEST(Pooling, OverlappingWindowsAddTheirGradients) {
  const Tensor x = tensor({f64, {1, 1, 4}}, {1, 9, 2, 3});
  expect_numbers(slope({x},
                       [](Builder& g, const Values& v) {
                         return g.max_pool(v[0], {.kernel_size = {2}, .strides = {1}});
                       }),
                 {0, 2, 0, 1});
}

TEST(Pooling, AverageCountsPaddingOnlyWhenAsked) {
  const Tensor x = tensor({f32, {1, 1, 3}}, {2, 4, 9});
  const auto mean = [&](std::int64_t include) {
    return numbers(run_one({x}, [&](Builder& g, const Values& v) {
      return g.avg_pool(
          v[0],
          {.kernel_size = {2}, .strides = {2}, .padding_low = {1}, .count_include_pad = include});
    }));
  };
  expect_numbers(mean(0), {2, 6.5});
  expect_numbers(mean(1), {1, 6.5});
}

TEST(Resizing, NearestAndLinearAgreeWithNumbersWorkedOutByHand) {
  const Tensor x = tensor({f64, {1, 1, 2}}, {0, 1});
  const auto resized = [&](const Ints& size, const char* mode, std::int64_t corners) {
    return numbers(run_one(
        {x}, [&](Builder& g, const Values& v) { return g.resize(v[0], size, mode, corners); }));
  };
  expect_numbers(resized({5}, "nearest", 0), {0, 0, 0, 1, 1});
  expect_numbers(resized({4}, "linear", 0), {0, 0.25, 0.75, 1});
  expect_numbers(resized({5}, "linear", 1), {0, 0.25, 0.5, 0.75, 1});
}

TEST(Resizing, UpsamplingRepeatsPictures) {
  const Tensor x = tensor({u8, {1, 1, 1, 2}}, {7, 9});
  expect_numbers(numbers(run_one({x},
                                 [](Builder& g, const Values& v) {
                                   return g.upsample_nearest(v[0], {2, 3});
                                 })),
                 {7, 7, 7, 9, 9, 9, 7, 7, 7, 9, 9, 9});
}

}  // namespace
}  // namespace ingot::testing
