// What batch normalisation claims: with the sum and the relu behind it, and the gradient with the
// relu's.
#include "backend/cpu/batch_norm.h"
#include "backend/cpu/epilogue.h"
#include "backend/cpu/kernels.h"
#include "backend/cpu/relu_gradient.h"

namespace ingot {
namespace {

// Rows of vectors are pictures of one place each.
BatchNormShape shape_of(const TensorType& x, std::int64_t width, double epsilon) {
  const std::int64_t batch = x.shape[0], channels = x.shape[1];
  return {batch, channels / width, x.num_elements() / (batch * channels), width,
          static_cast<float>(epsilon)};
}

std::optional<Refusal> refusal_of(const TensorType& x) {
  if (x.dtype != f32) return Refusal{fmt::format("only f32, not {}", to_string(x.dtype))};
  if (x.num_elements() == 0) return Refusal{"nothing to do"};
  return std::nullopt;
}

// Vectors have one place: blocks of 8 channels lie side by side anyhow.
std::int64_t plain_width(const TensorType& x) {
  return x.rank() == 2 && x.shape[1] % 8 == 0 ? 8 : 1;
}

}  // namespace

// batch_norm, or relu(batch_norm + addend) in part
Match batch_norm_kernel(const NodeView& root, const MatchContext& context) {
  const auto read = read_epilogue(root, context, "batch_norm",
                                  [](const TensorType&, const TensorType&) { return false; });
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& epilogue = std::get<EpilogueMatch>(read);
  INGOT_REFUSE_UNLESS(epilogue.norm == kNoNode, "another batch norm follows");
  const NodeView n(context.graph(), epilogue.base);
  const TensorType& x = n.input_type(0);
  if (const auto refusal = refusal_of(x)) return *refusal;
  Kernel kernel;
  kernel.covers = epilogue.covers;
  kernel.inputs = {n.input_id(0), n.input_id(1), n.input_id(2)};
  int mask = 0, addend = 0;
  const auto add_input = [&](ValueId v) {
    kernel.inputs.push_back(v);
    return static_cast<int>(kernel.inputs.size()) - 1;
  };
  if (n.has_input(3)) mask = add_input(n.input_id(3));
  if (epilogue.addend.node != kNoNode) addend = add_input(epilogue.addend);
  kernel.outputs = {{root.id(), 0}, {n.id(), 1}, {n.id(), 2}};
  const auto run_with = [&](const BatchNormShape& s) {
    return [s, mask, addend, relu = epilogue.relu](const Launch& l) {
      const BatchNormArguments a{l.in<float>(0),
                                 l.in<float>(1),
                                 l.in<float>(2),
                                 mask ? l.in<bool>(mask) : nullptr,
                                 addend ? l.in<float>(addend) : nullptr,
                                 relu,
                                 l.out<float>(0),
                                 l.out<float>(1),
                                 l.out<float>(2),
                                 l.scratch<double>()};
      on_threads(l.num_threads(), [&](int t, int threads) { s.run_forward(a, t, threads); });
    };
  };
  const BatchNormShape plain = shape_of(x, plain_width(x), n.number("epsilon"));
  kernel.run = run_with(plain);
  kernel.scratch_bytes = plain.parts_bytes();
  kernel.flops = 8.0 * static_cast<double>(x.num_elements());
  // Written only after the statistics are known, element by element.
  kernel.in_place = {{0, 0}};
  if (addend) kernel.in_place.push_back({0, addend});
  if (x.rank() == 4 && x.shape[1] % 8 == 0) {
    const BatchNormShape blocked = shape_of(x, 8, n.number("epsilon"));
    LayoutChoice choice{{}, {kBlocked, "", ""}, run_with(blocked), blocked.parts_bytes()};
    choice.inputs.resize(kernel.inputs.size());
    choice.inputs[0] = kBlocked;
    if (addend) choice.inputs[static_cast<std::size_t>(addend)] = kBlocked;
    kernel.layouts = {choice};
  }
  return kernel;
}

Match batch_norm_backward_kernel(const NodeView& n, const MatchContext& context) {
  const TensorType& x = n.input_type(0);
  if (const auto refusal = refusal_of(x)) return *refusal;
  Kernel kernel;
  kernel.inputs.assign(n.input_ids().begin(), n.input_ids().begin() + 5);
  std::optional<ReluGradient> gate;
  if (context.num_uses(n.input_id(4)) == 1)
    gate = read_relu_gradient(context.producer(n, 4), context);
  int gate_input = 0, mask = 0;
  if (n.has_input(5)) {
    mask = static_cast<int>(kernel.inputs.size());
    kernel.inputs.push_back(n.input_id(5));
  }
  if (gate) {
    kernel.covers = {gate->condition, n.input_id(4).node};
    kernel.inputs[4] = gate->dy;
    gate_input = static_cast<int>(kernel.inputs.size());
    kernel.inputs.push_back(gate->y);
  }
  const auto run_with = [&](const BatchNormShape& s) {
    return [s, gate_input, mask](const Launch& l) {
      const BatchNormGradients a{l.in<float>(0),
                                 l.in<float>(1),
                                 l.in<float>(2),
                                 l.in<float>(3),
                                 l.in<float>(4),
                                 gate_input ? l.in<float>(gate_input) : nullptr,
                                 mask ? l.in<bool>(mask) : nullptr,
                                 l.out<float>(0),
                                 l.out<float>(1),
                                 l.out<float>(2),
                                 l.scratch<double>()};
      on_threads(l.num_threads(), [&](int t, int threads) { s.run_backward(a, t, threads); });
    };
  };
  const BatchNormShape plain = shape_of(x, plain_width(x), n.number("epsilon"));
  kernel.run = run_with(plain);
  kernel.scratch_bytes = plain.parts_bytes();
  kernel.flops = 10.0 * static_cast<double>(x.num_elements());
  kernel.in_place = {{0, 4}, {0, 0}};
  if (x.rank() == 4 && x.shape[1] % 8 == 0) {
    const BatchNormShape blocked = shape_of(x, 8, n.number("epsilon"));
    LayoutChoice choice{{}, {kBlocked, "", ""}, run_with(blocked), blocked.parts_bytes()};
    choice.inputs.resize(kernel.inputs.size());
    for (const int i : {0, 4, gate_input}) choice.inputs[static_cast<std::size_t>(i)] = kBlocked;
    kernel.layouts = {choice};
  }
  return kernel;
}

}  // namespace ingot
