// CPU kernels on the shapes that they treat specially: each against the reference, with 1 and 2
// threads giving the same bits.
#include <gtest/gtest.h>

#include <random>

#include "runtime/executor.h"

namespace ingot {
namespace {

using BuildFn = std::function<Value(Builder&, const Values&)>;

Tensor random_tensor(const TensorType& type, std::uint64_t seed, double scale = 1) {
  std::mt19937_64 rng(seed);
  std::normal_distribution<double> normal(0, scale);
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i) t.set(i, normal(rng));
  return t;
}

// In whatever layout.
bool runs(const Plan& plan, const std::string& kernel) {
  return std::any_of(plan.steps.begin(), plan.steps.end(), [&](const Step& s) {
    return s.kernel == kernel || s.kernel.starts_with(kernel + ",");
  });
}

// `kernel` takes part, agrees with the reference and gives the same bits with 1 and 2 threads.
void check(const std::string& kernel, const std::vector<Tensor>& inputs, const BuildFn& build,
           double tolerance = 1e-5) {
  Builder g;
  Values in;
  for (const Tensor& t : inputs) in.push_back(g.input(std::to_string(in.size()), t.type()));
  g.output("y", build(g, in));
  State none;
  const auto plain = compile(g.graph(), {.backend = &reference_backend()});
  const Tensor expected = Executor().run(*plain, inputs, none).outputs[0];
  Tensor first;
  for (int threads : {1, 2}) {
    const auto plan = compile(g.graph(), {.num_threads = threads});
    ASSERT_TRUE(runs(*plan, kernel)) << describe(*plan);
    const Tensor y = Executor(threads).run(*plan, inputs, none).outputs[0];
    for (std::int64_t i = 0; i < y.num_elements(); ++i) {
      const double a = expected.at(i), b = y.at(i);
      if (a == b || (std::isnan(a) && std::isnan(b))) continue;
      ASSERT_NEAR(a, b, tolerance * (1 + std::abs(a))) << "element " << i;
    }
    if (!first.defined()) first = y;
    EXPECT_TRUE(bit_equal(first, y)) << "2 threads give other bits than 1";
  }
}

TensorType floats(const Ints& shape) { return {f32, Shape(shape)}; }

const std::vector<Ints>& picture_shapes() {
  static const std::vector<Ints> shapes{{2, 3, 26, 26}, {1, 5, 11, 11}, {3, 1, 9, 17},
                                        {2, 2, 2, 8},   {1, 1, 3, 7},   {70, 4, 17, 33}};
  return shapes;
}

TEST(CpuKernels, PoolsHalvedPlanesOfAnySize) {
  for (const Ints& shape : picture_shapes()) {
    SCOPED_TRACE(fmt::format("{}", fmt::join(shape, "x")));
    check(
        "cpu.max_pool", {random_tensor(floats(shape), 1)},
        [](Builder& g, const Values& in) {
          return g.max_pool(in[0], {.kernel_size = {2, 2}});
        },
        0);
  }
}

TEST(CpuKernels, PoolWithoutLosingANaN) {
  Tensor x = random_tensor({f32, {1, 1, 8, 18}}, 3);
  for (std::int64_t at : {0, 21, 40, 77, 130}) x.set(at, std::nan(""));
  check(
      "cpu.max_pool", {x},
      [](Builder& g, const Values& in) {
        return g.max_pool(in[0], {.kernel_size = {2, 2}});
      },
      0);
  check(
      "cpu.max_pool_backward", {x, random_tensor({f32, {1, 1, 4, 9}}, 4)},
      [](Builder& g, const Values& in) {
        return g.max_pool_backward(in[0], in[1], {.kernel_size = {2, 2}});
      },
      0);
}

TEST(CpuKernels, PutGradientsOfPoolingAtTheFirstLargest) {
  for (const Ints& shape : picture_shapes()) {
    SCOPED_TRACE(fmt::format("{}", fmt::join(shape, "x")));
    Tensor x = random_tensor(floats(shape), 1);
    // Few distinct values: many ties.
    for (std::int64_t i = 0; i < x.num_elements(); ++i) x.set(i, std::round(x.at(i)));
    const Tensor dy = random_tensor(floats({shape[0], shape[1], shape[2] / 2, shape[3] / 2}), 2);
    check(
        "cpu.max_pool_backward", {x, dy},
        [](Builder& g, const Values& in) {
          return g.max_pool_backward(in[0], in[1], {.kernel_size = {2, 2}});
        },
        0);
    check(
        "cpu.max_pool_relu_backward", {x, dy},
        [](Builder& g, const Values& in) {
          const Value y = in[0], zero = g.scalar_like(y, 0);
          return g.select(g.greater(y, zero),
                          g.max_pool_backward(y, in[1], {.kernel_size = {2, 2}}), zero);
        },
        0);
  }
}

// Over the memory of their own input, once with a last vector that overlaps the one before.
TEST(CpuKernels, WorkInPlaceWhereNothingReadsTheInputLater) {
  const auto arena = [](const std::vector<Tensor>& inputs, const BuildFn& build) {
    Builder g;
    Values in;
    for (const Tensor& t : inputs) in.push_back(g.input(std::to_string(in.size()), t.type()));
    g.output("y", build(g, in));
    return compile(g.graph())->arena_bytes;
  };
  for (const Ints& shape : {Ints{3, 2, 26, 26}, {2, 3, 33, 8}, {2, 16, 14, 18}}) {
    const Tensor x = random_tensor(floats(shape), 4);
    const Tensor dy = random_tensor(floats({shape[0], shape[1], shape[2] / 2, shape[3] / 2}), 5);
    const BuildFn pool = [](Builder& g, const Values& in) {
      return g.max_pool_backward(g.exp(in[0]), in[1], {.kernel_size = {2, 2}});
    };
    check("cpu.max_pool_backward", {x, dy}, pool, 1e-5);
    EXPECT_LT(arena({x, dy}, pool), 2 * x.bytes());
  }
  const Tensor x = random_tensor(floats({200, 37}), 6), dy = random_tensor(floats({200, 37}), 7);
  const BuildFn softmax = [](Builder& g, const Values& in) { return g.softmax(g.exp(in[0]), -1); };
  const BuildFn backward = [](Builder& g, const Values& in) {
    return gradients(g.sum(g.softmax(g.exp(in[0]), -1) * in[1], Ints{}, drop_dims),
                     std::array{in[0]})[0];
  };
  check("cpu.softmax", {x}, softmax);
  check("cpu.softmax_backward", {x, dy}, backward, 1e-4);
  EXPECT_LT(arena({x}, softmax), 2 * x.bytes());
}

TEST(CpuKernels, SumWeightGradientsOfOneChannel) {
  struct Case {
    Ints x, w, low, high, dilation;
    std::int64_t groups;
  };
  const std::vector<Case> cases{{{5, 1, 28, 28}, {32, 1, 3, 3}, {0, 0}, {0, 0}, {1, 1}, 1},
                                {{3, 1, 9, 11}, {7, 1, 3, 3}, {1, 1}, {1, 1}, {1, 1}, 1},
                                {{2, 1, 8, 20}, {1, 1, 5, 5}, {2, 1}, {0, 3}, {1, 1}, 1},
                                {{2, 1, 10, 10}, {3, 1, 2, 4}, {0, 2}, {1, 0}, {3, 2}, 1},
                                {{1, 1, 3, 3}, {2, 1, 1, 1}, {0, 0}, {0, 0}, {1, 1}, 1}};
  for (const Case& c : cases) {
    SCOPED_TRACE(fmt::format("{} by {}", fmt::join(c.x, "x"), fmt::join(c.w, "x")));
    Builder g;
    const Value y = g.conv(
        g.input("x", floats(c.x)), g.input("w", floats(c.w)), {},
        {.padding_low = c.low, .padding_high = c.high, .dilation = c.dilation, .groups = c.groups});
    const Tensor dy = random_tensor(y.type(), 2);
    check(
        "cpu.one_channel_weights", {random_tensor(floats(c.x), 1), dy},
        [&](Builder& b, const Values& in) {
          return b.conv_backward_weights(in[0], in[1],
                                         {.padding_low = c.low,
                                          .padding_high = c.high,
                                          .dilation = c.dilation,
                                          .groups = c.groups,
                                          .kernel_size = {c.w[2], c.w[3]}});
        },
        1e-4);
  }
}

TEST(CpuKernels, ReduceOverAnyAxes) {
  const std::vector<std::pair<Ints, Ints>> cases{{{64, 10}, {1}},
                                                 {{64, 10}, {0}},
                                                 {{7, 32, 26, 26}, {0, 2, 3}},
                                                 {{1000, 130}, {0}},
                                                 {{1000, 130}, {1}},
                                                 {{70001}, {0}},
                                                 {{3, 4, 5, 6, 7}, {0, 2, 4}},
                                                 {{3, 4, 5, 6, 7}, {1, 3}},
                                                 {{5, 1, 300}, {0, 1}},
                                                 {{1, 1, 1}, {1}},
                                                 {{2, 513, 300}, {1}},
                                                 {{1, 40000, 2}, {1}}};
  for (const auto& [shape, axes] : cases) {
    SCOPED_TRACE(fmt::format("{} over {}", fmt::join(shape, "x"), fmt::join(axes, ",")));
    Tensor x = random_tensor(floats(shape), 5);
    const Ints over = axes;
    check(
        "cpu.sum", {x}, [&](Builder& g, const Values& in) { return g.sum(in[0], over); }, 1e-6);
    check(
        "cpu.max", {x}, [&](Builder& g, const Values& in) { return g.max(in[0], over); }, 0);
    check(
        "cpu.min", {x}, [&](Builder& g, const Values& in) { return g.min(in[0], over); }, 0);
    x.set(x.num_elements() / 2, std::nan(""));
    check(
        "cpu.max", {x}, [&](Builder& g, const Values& in) { return g.max(in[0], over); }, 0);
    check(
        "cpu.min", {x}, [&](Builder& g, const Values& in) { return g.min(in[0], over); }, 0);
  }
}

TEST(CpuKernels, KeepANaNInScalarClusters) {
  const Tensor a = Tensor::full({f32, {40}}, std::nan("")), b = Tensor::full({f32, {40}}, 1);
  const std::vector<BuildFn> ops{
      [](Builder& g, const Values& in) { return g.maximum(in[0], in[1]); },
      [](Builder& g, const Values& in) { return g.minimum(in[0], in[1]); },
      [](Builder& g, const Values& in) { return g.relu(in[0]); },
      [](Builder& g, const Values& in) { return g.exp(in[0]); },
      [](Builder& g, const Values& in) { return g.tanh(in[0]); }};
  for (const BuildFn& op : ops) {
    check("cpu.cluster", {a, b}, op, 0);
    check("cpu.cluster", {b, a}, op, 1e-6);
  }
}

// Scratch that begins where a result ends: no address in one may pass for one in the other.
TEST(CpuKernels, WriteEveryTruthWhereverTheScratchLies) {
  constexpr std::int64_t kElements = 16 * 512;
  Builder g;
  const Value x = g.input("x", floats({kElements}));
  const Value positive = g.greater(x, g.scalar(f32, 0));
  g.output("kept", g.select(positive, x, g.scalar(f32, 0)));
  g.output("positive", positive);
  const auto plan = compile(g.graph());
  const auto cluster = std::ranges::find(plan->steps, "cpu.cluster", &Step::kernel);
  ASSERT_NE(cluster, plan->steps.end());
  ASSERT_EQ(cluster->outputs.size(), 2u);
  ASSERT_EQ(cluster->outputs[0].type.dtype, boolean);
  const Tensor in = random_tensor(floats({kElements}), 3);
  for (std::int64_t gap = 0; gap < 4; ++gap) {
    Tensor kept(floats({kElements}));
    Tensor memory(u8, {kElements + 2048 * gap + static_cast<std::int64_t>(cluster->scratch_bytes)});
    std::uint8_t* truth = memory.mutable_data<std::uint8_t>().data();
    const std::array<const void*, 1> from{in.raw()};
    const std::array<void*, 2> to{truth, kept.mutable_raw()};
    cluster->run(Launch(from, to, truth + kElements + 2048 * gap, 1));
    for (std::int64_t i = 0; i < kElements; ++i) ASSERT_EQ(truth[i] != 0, in.at(i) > 0) << i;
  }
}

TEST(CpuKernels, TakeSoftmaxOfRowsOfAnyLength) {
  for (const std::int64_t size : {1, 7, 8, 10, 17, 1000}) {
    SCOPED_TRACE(size);
    Tensor x = random_tensor({f32, {9, size}}, 7);
    x.set(size / 2, -HUGE_VAL);
    x.set(2 * size, HUGE_VAL);
    x.set(4 * size, std::nan(""));
    for (std::int64_t i = 0; i < size; ++i) {
      x.set(6 * size + i, -HUGE_VAL);
      x.set(8 * size + i, 200 * x.at(8 * size + i));
    }
    check("cpu.softmax", {x}, [](Builder& g, const Values& in) { return g.softmax(in[0], -1); });
    check("cpu.log_softmax", {x},
          [](Builder& g, const Values& in) { return g.log_softmax(in[0], -1); });
    Tensor labels(TensorType{i64, {9}});
    for (std::int64_t i = 0; i < 9; ++i) labels.set(i, static_cast<double>(i % size));
    labels.set(1, -1);
    labels.set(3, -2);
    labels.set(5, static_cast<double>(size));
    for (const double smoothing : {0.0, 0.1}) {
      check("cpu.cross_entropy", {x, labels}, [&](Builder& g, const Values& in) {
        return g.softmax_cross_entropy(in[0], in[1], smoothing);
      });
      check("cpu.cross_entropy_backward", {x, labels, random_tensor({f32, {9}}, 8)},
            [&](Builder& g, const Values& in) {
              return g.softmax_cross_entropy_backward(in[0], in[1], in[2], smoothing);
            });
    }
    const Tensor y = random_tensor({f32, {9, size}}, 9);
    check("cpu.softmax_backward", {y, random_tensor(y.type(), 10)},
          [](Builder& g, const Values& in) { return g.softmax_backward(in[0], in[1], -1); });
  }
}

// Outputs that lie over inputs which later instructions still read.
TEST(CpuKernels, UpdateStatesOverTheirOwnMemory) {
  for (const std::int64_t size : {512, 2000, 40000}) {
    const TensorType type{f32, {size}};
    Builder g;
    const Value a = g.state("a", type), b = g.state("b", type), c = g.state("c", type);
    g.update("a", a * 0.5 + b * c);
    g.update("b", (a - b) * c + g.exp(-g.abs(a)));
    g.update("c", c * 0.9 + a * b * 0.1);
    State states[3];
    for (State& s : states)
      s = {{"a", random_tensor(type, 1)},
           {"b", random_tensor(type, 2)},
           {"c", random_tensor(type, 3)}};
    const auto plain = compile(g.graph(), {.backend = &reference_backend()});
    Executor().run(*plain, {}, states[0]);
    for (int threads : {1, 2}) {
      State& s = states[threads];
      Executor(threads).run(*compile(g.graph(), {.num_threads = threads}), {}, s);
      for (const auto& [name, t] : states[0])
        for (std::int64_t i = 0; i < size; ++i)
          ASSERT_NEAR(t.at(i), s.at(name).at(i), 1e-5) << name << " " << i;
    }
  }
}

TEST(CpuKernels, ExchangeAxesOfAnyShape) {
  const std::vector<std::pair<Ints, Ints>> cases{{{3, 4}, {1, 0}},
                                                 {{200, 333}, {1, 0}},
                                                 {{5, 20, 7, 33}, {0, 2, 3, 1}},
                                                 {{2, 3, 4, 5}, {3, 1, 0, 2}},
                                                 {{2, 1, 17, 1}, {3, 2, 1, 0}},
                                                 {{1, 1}, {1, 0}},
                                                 {{40, 3, 50}, {1, 0, 2}},
                                                 {{6, 7, 8}, {0, 1, 2}}};
  for (const auto& [shape, order] : cases)
    for (const DType dtype : {f64, f32, bf16, u8}) {
      SCOPED_TRACE(fmt::format("{} by {}", fmt::join(shape, "x"), fmt::join(order, ",")));
      Tensor x(TensorType{dtype, Shape(shape)});
      for (std::int64_t i = 0; i < x.num_elements(); ++i) x.set(i, static_cast<double>(i % 251));
      const Ints perm = order;
      Builder g;
      const Value y = g.transpose(g.input("x", x.type()), perm);
      g.output("y", y);
      State none;
      const CompileOptions plain{.passes = {.skip = {"all"}, .dump = {}}};
      const auto plan = compile(g.graph(), plain);
      ASSERT_TRUE(runs(*plan, "cpu.transpose"));
      const auto reference =
          compile(g.graph(), {.backend = &reference_backend(), .passes = plain.passes});
      EXPECT_TRUE(bit_equal(Executor().run(*reference, std::array{x}, none).outputs[0],
                            Executor().run(*plan, std::array{x}, none).outputs[0]));
    }
}

TEST(CpuKernels, FindEveryElementThatIsNotFinite) {
  for (const std::int64_t at : {0, 7, 8, 16384, 299999, 300002})
    for (const double value : {HUGE_VAL, -HUGE_VAL, std::nan(""), 3e38}) {
      Tensor x = Tensor::full({f32, {300000}}, 3e38), y = Tensor::full({f32, {3}}, 1);
      (at < 300000 ? x : y).set(at < 300000 ? at : at - 300000, value);
      check(
          "cpu.all_finite", {x, y}, [](Builder& g, const Values& in) { return g.all_finite(in); },
          0);
    }
}

// A chain of kernels that take nChw8c, with shapes that fill no vector: bits of 1 and 2 threads,
// and the layouts are there.
TEST(CpuKernels, CarryBlockedPicturesThroughAChain) {
  for (const Ints& shape : {Ints{2, 1, 12, 11}, Ints{1, 8, 9, 7}, Ints{3, 16, 8, 16}})
    for (const Ints& kernel_size : {Ints{2, 2}, Ints{3, 2}}) {
      SCOPED_TRACE(fmt::format("{} {}", fmt::join(shape, "x"), fmt::join(kernel_size, "x")));
      const Tensor x = random_tensor(floats(shape), 1), b = random_tensor({f32, {16}}, 2);
      const Tensor w1 = random_tensor(floats({16, shape[1], 3, 3}), 3),
                   w2 = random_tensor({f32, {8, 16, 2, 2}}, 4);
      const auto loss_of = [&](Builder& g, const Values& in) {
        Value h = g.conv(in[0], in[1], in[3], {.padding_low = {1, 1}, .padding_high = {0, 1}});
        h = g.max_pool(g.tanh(h), {.kernel_size = kernel_size});
        return g.sum(g.square(g.conv(h, in[2])), Ints{}, drop_dims) * 0.01;
      };
      const std::vector<Tensor> inputs{x, w1, w2, b};
      for (std::size_t i = 0; i < inputs.size(); ++i)
        check(
            "cpu.convolution", inputs,
            [&](Builder& g, const Values& in) { return gradients(loss_of(g, in), in)[i]; }, 2e-4);
      Builder g;
      Values in;
      for (const Tensor& t : inputs) in.push_back(g.input(std::to_string(in.size()), t.type()));
      g.output("y", loss_of(g, in));
      EXPECT_NE(describe(*compile(g.graph())).find("cpu.max_pool, nChw8c"), std::string::npos);
    }
}

// convolution, bias, another value, relu: one launch, with the same numbers.
TEST(CpuKernels, RunWhatFollowsAConvolutionWithIt) {
  for (const std::int64_t size : {1, 3})  // oneDNN's and Winograd's
    for (const bool has_addend : {false, true})
      for (const bool has_relu : {false, true}) {
        if (!has_addend && !has_relu) continue;
        SCOPED_TRACE(fmt::format("{} {} {}", size, has_addend, has_relu));
        const std::int64_t pad = size / 2;
        const std::vector<Tensor> inputs{
            random_tensor({f32, {8, 32, 13, 9}}, 1), random_tensor(floats({64, 32, size, size}), 2),
            random_tensor({f32, {64}}, 3), random_tensor({f32, {8, 64, 13, 9}}, 4)};
        const auto build = [&](Builder& g, const Values& in) {
          Value y =
              g.conv(in[0], in[1], in[2], {.padding_low = {pad, pad}, .padding_high = {pad, pad}});
          if (has_addend) y = y + in[3];
          return has_relu ? g.relu(y) : y;
        };
        check(size == 3 ? "cpu.winograd" : "cpu.convolution", inputs, build, 5e-4);
        Builder g;
        Values in;
        for (const Tensor& t : inputs) in.push_back(g.input(std::to_string(in.size()), t.type()));
        g.output("y", build(g, in));
        EXPECT_EQ(compile(g.graph())->steps.size(), 1u);
      }
}

// All three of Winograd's kernels, with tiles that stick out, more filters than a chunk, paddings.
TEST(CpuKernels, ConvolveByWinograd) {
  struct Case {
    Ints x, w;
    std::int64_t low, high;
  };
  for (const Case& c : std::vector<Case>{{{8, 32, 13, 9}, {64, 32, 3, 3}, 1, 1},
                                         {{4, 24, 30, 31}, {16, 24, 3, 3}, 0, 0},
                                         {{16, 64, 12, 12}, {40, 64, 3, 3}, 0, 1},
                                         {{32, 160, 4, 4}, {152, 160, 3, 3}, 1, 1},
                                         {{64, 16, 32, 28}, {24, 16, 3, 3}, 1, 0}}) {
    SCOPED_TRACE(fmt::format("{} {}", fmt::join(c.x, "x"), fmt::join(c.w, "x")));
    const std::vector<Tensor> inputs{random_tensor(floats(c.x), 1),
                                     random_tensor(floats(c.w), 2, 0.05)};
    const auto conv = [&](Builder& g, const Values& in) {
      return g.conv(in[0], in[1], {},
                    {.padding_low = {c.low, c.low}, .padding_high = {c.high, c.high}});
    };
    check("cpu.winograd", inputs, conv, 1e-4);
    const auto loss = [&](Builder& g, const Values& in) {
      return g.sum(g.sin(conv(g, in)), Ints{}, drop_dims);
    };
    check(
        "cpu.winograd_data", inputs,
        [&](Builder& g, const Values& in) { return gradients(loss(g, in), in)[0]; }, 5e-4);
    check(
        "cpu.winograd_weights", inputs,
        [&](Builder& g, const Values& in) { return gradients(loss(g, in), in)[1]; }, 2e-3);
  }
}

TEST(CpuKernels, RunWhatFollowsAProductWithIt) {
  for (const Ints& shape :
       {Ints{1, 7, 5}, Ints{1, 400, 200}, Ints{13, 70, 33}, Ints{64, 784, 96}}) {
    SCOPED_TRACE(fmt::format("{}", fmt::join(shape, " ")));
    const std::int64_t m = shape[0], k = shape[1], n = shape[2];
    const std::vector<Tensor> inputs{
        random_tensor(floats({m, k}), 1), random_tensor(floats({k, n}), 2),
        random_tensor(floats({n}), 3), random_tensor(floats({m, n}), 4)};
    const auto build = [](Builder& g, const Values& in) {
      return g.relu(g.matmul(in[0], in[1]) + in[2] + in[3]);
    };
    check("cpu.gemm", inputs, build, 1e-4);
    Builder g;
    Values in;
    for (const Tensor& t : inputs) in.push_back(g.input(std::to_string(in.size()), t.type()));
    g.output("y", build(g, in));
    EXPECT_EQ(compile(g.graph())->steps.size(), 1u);
  }
}

// The gradient of relu and max_pool is one launch, with many ties in exact numbers.
TEST(CpuKernels, SpreadTheGradientOfReluAndPoolAtOnce) {
  Tensor x = random_tensor({f32, {2, 8, 9, 13}}, 1);
  for (std::int64_t i = 0; i < x.num_elements(); ++i) x.set(i, std::round(x.at(i)));
  Tensor w(TensorType{f32, {8, 8, 1, 1}});
  for (std::int64_t i = 0; i < 64; ++i) w.set(i, static_cast<double>(i % 3) - 1);
  check(
      "cpu.max_pool_relu_backward", {x},
      [&](Builder& g, const Values& in) {
        const Value y = g.relu(g.conv(in[0], g.constant(w)));
        const Value pooled = g.max_pool(y, {.kernel_size = {2, 2}, .strides = {2, 2}});
        return gradients(g.sum(pooled * pooled, Ints{}, drop_dims), in)[0];
      },
      0);
}

// With the gradient of a bias as well, on plain and on blocked pictures.
TEST(CpuKernels, SumTheGradientOfReluAndPoolPerChannel) {
  for (const std::int64_t channels : {5, 16}) {
    Tensor x = random_tensor({f32, {3, channels, 9, 13}}, 1);
    for (std::int64_t i = 0; i < x.num_elements(); ++i) x.set(i, std::round(x.at(i)));
    Tensor w(TensorType{f32, {channels, channels, 1, 1}});
    for (std::int64_t i = 0; i < w.num_elements(); ++i) w.set(i, static_cast<double>(i % 3) - 1);
    const Tensor bias = Tensor::full({f32, {channels}}, 1);
    for (const std::size_t wrt : {0U, 1U})
      check(
          "cpu.max_pool_bias_backward", {x, bias},
          [&](Builder& g, const Values& in) {
            const Value y = g.relu(g.conv(in[0], g.constant(w), in[1]));
            const Value pooled = g.max_pool(y, {.kernel_size = {2, 2}, .strides = {2, 2}});
            const Values dx = gradients(g.sum(pooled * pooled, Ints{}, drop_dims), in);
            const Value both = g.sum(dx[1 - wrt], Ints{}, drop_dims);
            return g.square(dx[wrt]) + both;
          },
          0);
  }
}

TEST(CpuKernels, GiveReluOfMinusZeroAsZero) {
  const Tensor x = Tensor::from<float>({-1, -0.0F, -0.0F, -1}, {1, 1, 1, 4});
  Builder g;
  g.output("y", g.max_pool(g.relu(g.input("x", x.type())), {.kernel_size = {1, 2}}));
  for (const Backend* backend : {&reference_backend(), &cpu_backend()})
    for (const std::vector<std::string>& skip : {std::vector<std::string>{}, {"all"}}) {
      State none;
      const auto plan =
          compile(g.graph(), {.backend = backend, .passes = {.skip = skip, .dump = {}}});
      const Tensor y = Executor().run(*plan, std::array{x}, none).outputs[0];
      for (int i : {0, 1}) EXPECT_FALSE(std::signbit(y.at(i))) << i;
    }
}

// Found by a random graph: a row that does not count met mean and slope all the same.
TEST(CpuKernels, KeepInfinitiesFromRowsThatDoNotCount) {
  std::vector<Tensor> inputs{random_tensor(floats({2, 2, 3, 4}), 1), random_tensor(floats({2}), 2),
                             random_tensor(floats({2}), 3),          Tensor(f32, {2}),
                             random_tensor(floats({2, 2, 3, 4}), 4), Tensor::zeros({boolean, {2}})};
  inputs[2].set(1, -std::numeric_limits<double>::infinity());
  inputs[3].set(0, std::numeric_limits<double>::quiet_NaN());
  inputs[3].set(1, 0.9);
  inputs[5].set(1, 1);
  check("cpu.batch_norm_backward", inputs, [](Builder& g, const Values& in) {
    return g.batch_norm_backward(in[0], in[1], in[2], in[3], in[4], in[5])[0];
  });
}

// Found by a random graph: oneDNN's sgemm sums otherwise on 2 threads.
TEST(CpuKernels, KeepANaNOfAttentionFromWhatIsNotSeen) {
  std::vector<Tensor> inputs;
  for (std::uint64_t i = 0; i < 4; ++i) inputs.push_back(random_tensor(floats({1, 3, 6}), i));
  inputs[0].set(5, std::nan(""));
  for (const std::size_t output : {0, 1, 2})
    check("cpu.head_attention_backward", inputs, [&](Builder& g, const Values& in) {
      return g.multi_head_attention_backward(in[0], in[1], in[2], in[3], {}, {}, {}, 3, 1)[output];
    });
}

// Found by a random graph: what filled a panel up became NaN.
TEST(CpuKernels, KeepAnInfiniteGradientOfAttentionFromWhatIsDropped) {
  std::vector<Tensor> inputs;
  for (std::uint64_t i = 0; i < 4; ++i) inputs.push_back(random_tensor(floats({1, 3, 4}), i));
  inputs[3].set(4, std::numeric_limits<double>::infinity());
  inputs.push_back(
      Tensor::from(std::vector<double>{0, 0, 0, 0, 0, 1, 1, 0, 1}, {1, 1, 3, 3}).to(boolean));
  for (const std::size_t output : {0, 1, 2})
    check("cpu.head_attention_backward", inputs, [&](Builder& g, const Values& in) {
      return g.multi_head_attention_backward(in[0], in[1], in[2], in[3], in[4], {}, {}, 1, 0,
                                             0.5)[output];
    });
}

TEST(CpuKernels, NormalizeRowsOfAnyLength) {
  for (const std::int64_t width : {1, 5, 8, 31, 100, 256})
    for (const std::int64_t rows : {1, 3, 70}) {
      SCOPED_TRACE(fmt::format("{} rows of {}", rows, width));
      Tensor x = random_tensor(floats({rows, width}), 1, 3);
      if (rows > 2) x.set(width + width / 2, std::nan(""));
      const std::vector<Tensor> inputs{x, random_tensor(floats({width}), 2),
                                       random_tensor(floats({width}), 3),
                                       random_tensor(floats({rows, width}), 4)};
      check("cpu.layer_norm", inputs,
            [](Builder& g, const Values& in) { return g.layer_norm(in[0], in[1], in[2]); });
      check("cpu.layer_norm", inputs,
            [](Builder& g, const Values& in) { return g.layer_norm(in[0], in[1]); });
      for (const std::size_t output : {0, 1, 2})
        check("cpu.layer_norm_backward", inputs, [&](Builder& g, const Values& in) {
          return g.layer_norm_backward(in[0], in[1], in[3])[output];
        });
    }
  check("cpu.layer_norm",
        {random_tensor(floats({4, 3, 5}), 1), random_tensor(floats({3, 5}), 2),
         random_tensor(floats({3, 5}), 3)},
        [](Builder& g, const Values& in) { return g.layer_norm(in[0], in[1], in[2], 1); });
}

// Blocks of queries: of causal ones few, of others as many as the caches hold.
TEST(CpuKernels, AttendBlockByBlock) {
  struct Sizes {
    std::int64_t queries, keys, heads, width;
    bool causal;
    std::vector<double> lengths;
  };
  for (const Sizes& s : std::vector<Sizes>{{130, 130, 2, 24, true, {}},
                                           {50, 130, 1, 40, true, {}},
                                           {60, 40, 2, 8, true, {}},  // the first ones see nothing
                                           {300, 301, 2, 12, false, {}},
                                           {7, 70000, 1, 4, false, {}},
                                           {100, 100, 1, 8, true, {0, 37}},
                                           {64, 300, 2, 8, false, {300, 5}}}) {
    const auto batch = static_cast<std::int64_t>(s.lengths.empty() ? 1 : s.lengths.size());
    const Ints q{batch, s.queries, s.width}, k{batch, s.keys, s.width};
    std::vector<Tensor> inputs{random_tensor(floats(q), 1), random_tensor(floats(k), 2),
                               random_tensor(floats(k), 3), random_tensor(floats(q), 4)};
    Tensor keep(boolean, {batch, s.heads, s.queries, s.keys});
    for (std::int64_t i = 0; i < keep.num_elements(); ++i) keep.set(i, i * 7 % 4 != 0 ? 1 : 0);
    inputs.push_back(keep);
    Tensor parts(i64, {batch, s.keys});
    for (std::int64_t i = 0; i < parts.num_elements(); ++i)
      parts.set(i, static_cast<double>(i % s.keys / 33));
    inputs.push_back(parts);
    if (!s.lengths.empty()) inputs.push_back(Tensor::from(s.lengths, {batch}).to(i64));
    for (const bool drops : {false, true}) {
      SCOPED_TRACE(fmt::format("{} queries, {} keys, causal {}, drops {}", s.queries, s.keys,
                               s.causal, drops));
      const auto keeps = [&](const Values& in) { return drops ? in[4] : Value(); };
      const auto lengths = [&](const Values& in) { return in.size() > 6 ? in[6] : Value(); };
      const auto segments = [&](const Values& in) {
        return in[5] && drops && s.queries == s.keys ? in[5] : Value();
      };
      const double kept = drops ? 0.75 : 1;
      check("cpu.head_attention", inputs, [&](Builder& g, const Values& in) {
        return g.multi_head_attention(in[0], in[1], in[2], keeps(in), lengths(in), segments(in),
                                      s.heads, s.causal, kept);
      });
      for (const std::size_t output : {0, 1, 2})
        check("cpu.head_attention_backward", inputs, [&](Builder& g, const Values& in) {
          return g.multi_head_attention_backward(in[0], in[1], in[2], in[3], keeps(in), lengths(in),
                                                 segments(in), s.heads, s.causal, kept)[output];
        });
    }
  }
}

TEST(CpuKernels, FindNoVarianceBelowZeroInPlanesOfOneValue) {
  Tensor x(floats({3, 64, 7, 4}));
  for (std::int64_t i = 0; i < x.num_elements(); ++i)
    x.set(i, 0.1 * static_cast<double>(i / 28 % 64 + 1));
  const Tensor scale = Tensor::zeros(floats({64}));
  check(
      "cpu.batch_norm", {x, scale},
      [](Builder& b, const Values& in) { return b.sqrt(b.batch_norm(in[0], in[1], in[1])[2]); },
      1e-3);
}

TEST(CpuKernels, ConvolveGroupsTheSameOnOneAndTwoThreads) {
  const Ints x{1, 3, 1, 5}, w{6, 1, 5, 5};
  const ConvOptions window{
      .strides = {1, 2}, .padding_low = {2, 2}, .padding_high = {2, 2}, .groups = 3};
  for (const std::int64_t batch : {1, 5})
    check("cpu.convolution",
          {random_tensor(floats({batch, x[1], x[2], x[3]}), 1), random_tensor(floats(w), 2)},
          [&](Builder& g, const Values& in) { return g.conv(in[0], in[1], {}, window); });
  check("cpu.convolution_data",
        {random_tensor(floats({2, 6, 9, 4}), 3), random_tensor(floats(w), 4)},
        [&](Builder& g, const Values& in) {
          return g.conv_backward_data(in[0], in[1],
                                      {.strides = {1, 2},
                                       .padding_low = {2, 2},
                                       .padding_high = {2, 2},
                                       .groups = 3,
                                       .input_size = {9, 7}});
        });
}

// convolutions - relu - pools - dense - softmax: a row's bits depend on neither batch nor threads.
TEST(CpuKernels, GiveAPictureTheSameAnswerInEveryBatch) {
  const Tensor x = random_tensor({f32, {70, 1, 28, 28}}, 1);
  const std::vector<Tensor> weights{
      random_tensor({f32, {32, 1, 3, 3}}, 2), random_tensor({f32, {32}}, 3),
      random_tensor({f32, {64, 32, 3, 3}}, 4), random_tensor({f32, {64}}, 5),
      random_tensor({f32, {1600, 10}}, 6)};
  Tensor first;
  for (const std::int64_t batch : {1, 2, 3, 7, 16, 33, 64, 70})
    for (int threads : {1, 2}) {
      Builder g;
      Values w;
      for (const Tensor& t : weights) w.push_back(g.constant(t));
      Value h = g.input("x", {f32, {batch, 1, 28, 28}});
      h = g.max_pool(g.relu(g.conv(h, w[0], w[1])), {.kernel_size = {2, 2}});
      h = g.max_pool(g.relu(g.conv(h, w[2], w[3])), {.kernel_size = {2, 2}});
      g.output("y", g.softmax(g.matmul(g.reshape(h, {batch, 1600}), w[4]) * 0.003, -1));
      const auto plan = compile(g.graph(), {.num_threads = threads, .batch_invariant = true});
      State none;
      const Tensor y =
          Executor(threads).run(*plan, std::array{x.rows(70 - batch, batch)}, none).outputs[0];
      const Tensor last = y.rows(batch - 1, 1);
      if (!first.defined()) first = last.clone();
      ASSERT_TRUE(bit_equal(first, last)) << "batch " << batch << ", threads " << threads;
    }
}

}  // namespace
}  // namespace ingot
