// Every layer by its cases: shapes, names, rows, slopes, freezing.
#include <set>

#include "tests/library/layer_cases.h"

namespace ingot::testing {
namespace {

std::string label(const LayerCase& c) {
  std::vector<std::string> types;
  for (const TensorType& t : c.rows) types.push_back(to_string(t));
  return fmt::format("{} of {}", c.layer.kind, fmt::join(types, ", "));
}

// The same case in f64.
LayerCase widened(LayerCase c) {
  for (TensorType& type : c.rows)
    if (type.dtype == f32) type.dtype = f64;
  if (c.layer.options.contains("dtype")) c.layer.options.insert_or_assign("dtype", "f64");
  return c;
}

std::vector<Tensor> inputs_for(const LayerCase& c, std::int64_t batch) {
  std::vector<Tensor> inputs;
  for (const TensorType& type : c.rows) {
    const TensorType all{type.dtype, type.shape.inserted(0, batch)};
    inputs.push_back(waves(all, 0.3 + static_cast<double>(inputs.size())));
    if (type.dtype != i64) continue;
    for (std::int64_t i = 0; i < all.num_elements(); ++i)
      inputs.back().set(i, static_cast<double>(3 * i % 7));
  }
  return inputs;
}

std::vector<Tensor> with_training(std::vector<Tensor> inputs, std::int64_t batch) {
  inputs.push_back(Tensor::from<std::int64_t>({5, 2, 0}, {3}));
  inputs.push_back(Tensor::full({f64, {batch}}, 1));
  return inputs;
}

TEST(EveryLayer, HasACase) {
  std::set<std::string> known, tested;
  for (const LayerDef& def : layer_registry()) known.insert(def.name);
  for (const LayerCase& c : layer_cases()) tested.insert(c.layer.kind);
  EXPECT_EQ(known, tested);
}

TEST(EveryLayer, GivesItsShapeAndNamesAtEveryBatchInBothModes) {
  for (const LayerCase& c : layer_cases())
    for (const std::int64_t batch : {1, 3})
      for (const Mode mode : {Mode::inference, Mode::training}) {
        const TracedLayer t = trace_case(c.layer, c.rows, {.batch = batch, .mode = mode});
        EXPECT_NO_THROW(verify(t.graph)) << label(c);
        EXPECT_EQ(to_string(t.graph.type(t.graph.outputs()[0].value)),
                  to_string(TensorType{c.dtype, c.output.inserted(0, batch)}))
            << label(c);
        std::vector<std::string> names, wanted;
        for (const Parameter& p : t.parameters) names.push_back(p.name);
        for (const std::string& p : c.parameters) wanted.push_back("L/" + p);
        EXPECT_EQ(names, wanted) << label(c);
      }
}

TEST(Kernels, KnowHowManyInputsFeedAnOutput) {
  struct Case {
    Layer layer;
    Shape row;
    std::int64_t in, out;
  };
  for (const Case& c : {Case{Dense(5), {3}, 3, 5}, Case{Conv1D(4, {3}), {2, 7}, 6, 12},
                        Case{Conv2D(4, {3, 2}, {.groups = 2}), {6, 5, 5}, 18, 12},
                        Case{Conv2DTranspose(4, {3}), {2, 5, 5}, 18, 36},
                        Case{DepthwiseConv2D({3}, {.depth_multiplier = 2}), {3, 5, 5}, 9, 18},
                        Case{LSTM(4), {3, 2}, 2, 16}}) {
    const Fans fans = trace_case(c.layer, {{f32, c.row}}, {}).parameters.at(0).fans;
    EXPECT_EQ(fans.in, c.in) << c.layer.kind;
    EXPECT_EQ(fans.out, c.out) << c.layer.kind;
  }
}

TEST(EveryLayer, TreatsEachRowAloneInInference) {
  for (const LayerCase& narrow : layer_cases()) {
    const LayerCase c = widened(narrow);
    const TracedLayer three = trace_case(c.layer, c.rows, {.batch = 3});
    States states = initial_states(three.parameters, 1);
    const std::vector<Tensor> inputs = inputs_for(c, 3);
    const Row all = numbers(Program(three.graph).run(inputs, states)[0]);
    Program one(trace_case(c.layer, c.rows, {.batch = 1}).graph);
    Row joined;
    for (std::int64_t i = 0; i < 3; ++i) {
      std::vector<Tensor> part;
      for (const Tensor& t : inputs) part.push_back(t.rows(i, 1).clone());
      const Row y = numbers(one.run(part, states)[0]);
      joined.insert(joined.end(), y.begin(), y.end());
    }
    SCOPED_TRACE(label(c));
    expect_near(joined, all, 1e-13);
  }
}

// The slope along one direction for each input and weight.
TEST(EveryLayer, SlopesAgreeWithFiniteDifferences) {
  constexpr double kStep = 1e-5, kLeast = 1e-9;
  int checked = 0;
  for (const LayerCase& narrow : layer_cases()) {
    const LayerCase c = widened(narrow);
    SCOPED_TRACE(label(c));
    const TracedLayer traced =
        trace_case(c.layer, c.rows, {.mode = Mode::training, .slopes = true});
    Program program(traced.graph);
    const States states = initial_states(traced.parameters, 1);
    const std::vector<Tensor> inputs = with_training(inputs_for(c, 3), 3);
    const auto run = [&](std::vector<Tensor> in, States at) { return program.run(in, at); };
    const std::vector<Tensor> results = run(inputs, states);
    std::size_t slope = 2;
    const auto check = [&](const Tensor& at, double least, auto&& loss_at) {
      const Tensor direction = waves(at.type(), 1.1);
      const auto moved = [&](double by) {
        Tensor t = at.clone();
        for (std::int64_t i = 0; i < t.num_elements(); ++i)
          t.set(i, t.at(i) + by * direction.at(i));
        return loss_at(t);
      };
      double along = 0;
      for (std::int64_t i = 0; i < at.num_elements(); ++i)
        along += results.at(slope).at(i) * direction.at(i);
      const double difference = (moved(kStep) - moved(-kStep)) / (2 * kStep);
      EXPECT_NEAR(along, difference, 1e-7 * (1 + std::abs(along))) << "slope " << slope - 2;
      EXPECT_GE(std::abs(along), least) << "slope " << slope - 2;
      ++slope;
      ++checked;
    };
    for (std::size_t i = 0; i < c.rows.size(); ++i)
      if (is_float(c.rows[i].dtype))
        check(inputs[i], kLeast, [&](const Tensor& moved) {
          std::vector<Tensor> in = inputs;
          in[i] = moved;
          return run(in, states)[1].item();
        });
    for (const Parameter& p : traced.parameters)
      if (p.role == Role::weight)
        check(states.at(p.name), p.name == "L/" + c.idle ? 0 : kLeast, [&](const Tensor& moved) {
          States at = states;
          at[p.name] = moved;
          return run(inputs, at)[1].item();
        });
    EXPECT_EQ(slope, results.size());
  }
  EXPECT_GT(checked, 80);
}

// f64 runs on the reference, f32 on the fastest kernels.
TEST(EveryLayer, AgreesInF32WithF64) {
  const LayerTrace how{.mode = Mode::training, .slopes = true};
  for (const LayerCase& narrow : layer_cases()) {
    SCOPED_TRACE(label(narrow));
    const LayerCase wide = widened(narrow);
    const TracedLayer a = trace_case(narrow.layer, narrow.rows, how),
                      b = trace_case(wide.layer, wide.rows, how);
    States at = initial_states(a.parameters, 1), exact = initial_states(b.parameters, 1);
    const auto y = Program(a.graph).run(with_training(inputs_for(narrow, 3), 3), at);
    const auto z = Program(b.graph).run(with_training(inputs_for(wide, 3), 3), exact);
    ASSERT_EQ(y.size(), z.size());
    for (std::size_t i = 0; i < y.size(); ++i) expect_near(numbers(y[i]), numbers(z[i]), 1e-4);
    for (const auto& [name, value] : exact) expect_near(numbers(at.at(name)), numbers(value), 1e-5);
  }
}

TEST(EveryLayer, KeepsItsStateWhenFrozen) {
  for (const LayerCase& c : layer_cases()) {
    const TracedLayer t = trace_case(c.layer, c.rows, {.mode = Mode::training, .trainable = false});
    EXPECT_EQ(t.num_updates, 0u) << label(c);
    EXPECT_FALSE(t.has_penalty) << label(c);
    for (const Parameter& p : t.parameters) EXPECT_FALSE(p.trainable) << p.name << label(c);
  }
}

TEST(EveryLayer, WithAKernelPenaltyAddsItToTheLoss) {
  int penalised = 0;
  for (const LayerCase& c : layer_cases()) {
    if (!c.layer.options.contains("kernel_l2")) continue;
    Layer layer = c.layer;
    layer.options.insert_or_assign("kernel_l2", 0.5);
    EXPECT_TRUE(trace_case(layer, c.rows, {.mode = Mode::training}).has_penalty) << label(c);
    EXPECT_FALSE(trace_case(layer, c.rows, {}).has_penalty) << label(c);
    ++penalised;
  }
  EXPECT_GE(penalised, 8);
}

}  // namespace
}  // namespace ingot::testing
