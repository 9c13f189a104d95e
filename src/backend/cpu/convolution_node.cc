#include "backend/cpu/convolution_node.h"

#include "backend/cpu/kernels.h"

namespace ingot {
namespace {

// Of the two spatial axes; a sequence is a picture of one row.
Ints or_else(const Ints& given, std::int64_t value, std::int64_t of_one_row) {
  if (given.size() == 1) return {of_one_row, given[0]};
  return given.empty() ? Ints(2, value) : given;
}

Ints as_picture(const Shape& shape) {
  if (shape.rank() == 3) return {shape[0], shape[1], 1, shape[2]};
  return shape.to_vector();
}

std::optional<Refusal> read_spec(const NodeView& n, const TensorType& x, const TensorType& w,
                                 const TensorType& y, dn::ConvolutionSpec& spec) {
  const auto read = [&]() -> std::variant<bool, Refusal> {
    INGOT_REFUSE_UNLESS(x.dtype == f32, "only f32, not {}", to_string(x.dtype));
    INGOT_REFUSE_UNLESS(x.rank() == 3 || x.rank() == 4, "only 1 or 2 spatial axes, not {}",
                        x.rank() - 2);
    INGOT_REFUSE_UNLESS(x.num_elements() > 0 && w.num_elements() > 0 && y.num_elements() > 0,
                        "an operand is empty");
    return true;
  }();
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  spec.x = as_picture(x.shape);
  spec.w = as_picture(w.shape);
  spec.y = as_picture(y.shape);
  spec.strides = or_else(n.integers("strides"), 1, 1);
  spec.padding_low = or_else(n.integers("padding_low"), 0, 0);
  spec.padding_high = or_else(n.integers("padding_high"), 0, 0);
  spec.dilation = or_else(n.integers("dilation"), 1, 1);
  spec.groups = n.integer("groups");
  return std::nullopt;
}

// norm(conv(x, w) + b) = conv(x, w factor) + (b - mean) factor + offset
std::optional<Refusal> fold_norm(const MatchContext& context, const NodeView& conv,
                                 const NodeView& norm, ConvolutionNode& c) {
  std::vector<const Tensor*> constants;
  for (int i = 1; i <= 4; ++i) constants.push_back(context.constant(norm.input_id(i)));
  if (conv.has_input(2)) constants.push_back(context.constant(conv.input_id(2)));
  constants.push_back(context.constant(conv.input_id(1)));
  if (std::ranges::find(constants, nullptr) != constants.end())
    return Refusal{"the batch norm behind it is not constant"};
  const auto channels = static_cast<std::size_t>(norm.input_type(1).num_elements());
  std::vector<float> bias(channels);
  for (std::size_t i = 0; i < channels; ++i) {
    const auto at = static_cast<std::int64_t>(i);
    const double factor =
        constants[0]->at(at) / std::sqrt(constants[3]->at(at) + norm.number("epsilon"));
    const double before = conv.has_input(2) ? constants[4]->at(at) : 0.0;
    c.factors.push_back(static_cast<float>(factor));
    bias[i] = static_cast<float>((before - constants[2]->at(at)) * factor + constants[1]->at(at));
  }
  c.folded_bias = std::make_shared<const std::vector<float>>(std::move(bias));
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const float> ConvolutionNode::pack_weights(
    const MatchContext& context, const std::string& how, std::size_t floats,
    const std::function<void(const float* from, float* to)>& fill) const {
  if (factors.empty()) return pack_constant(context, weights(), how, floats, fill);
  std::string key = how;
  for (const float f : factors) key += fmt::format(" {:a}", f);
  return pack_constant(context, weights(), key, floats, [&](const float* from, float* to) {
    const std::size_t taps = context.constant(weights())->bytes() / sizeof(float) / factors.size();
    std::vector<float> scaled(from, from + factors.size() * taps);
    for (std::size_t i = 0; i < scaled.size(); ++i) scaled[i] *= factors[i / taps];
    fill(scaled.data(), to);
  });
}

ConvolutionShape ConvolutionNode::shape() const {
  const bool turned = spec.kind == dn::ConvolutionKind::backward_data;
  const Ints &from = turned ? spec.y : spec.x, &to = turned ? spec.x : spec.y;
  const auto low = [&](std::size_t axis) {
    return turned ? spec.w[axis + 2] - 1 - spec.padding_low[axis] : spec.padding_low[axis];
  };
  return {from[0], from[1], to[1], from[2], from[3], to[2], to[3], low(0), low(1)};
}

double ConvolutionNode::flops() const {
  double flops = 2;
  for (const std::int64_t size : spec.y) flops *= static_cast<double>(size);
  for (const std::size_t axis : {1, 2, 3}) flops *= static_cast<double>(spec.w[axis]);
  return flops;
}

std::variant<ConvolutionNode, Refusal> read_convolution(const NodeView& root,
                                                        const MatchContext& context,
                                                        dn::ConvolutionKind kind) {
  ConvolutionNode c{.spec = {kind, {}, {}, {}}};
  c.spec.num_threads = context.device().num_threads;
  c.is_sequence = root.output_type(0).rank() == 3;
  std::optional<Refusal> refusal;
  if (kind == dn::ConvolutionKind::forward) {
    // A bias is an operand of the convolution itself, so only the addend is looked for.
    const auto read = read_epilogue(root, context, "conv",
                                    [](const TensorType&, const TensorType&) { return false; });
    if (const auto* r = std::get_if<Refusal>(&read)) return *r;
    const auto& epilogue = std::get<EpilogueMatch>(read);
    const NodeView n(context.graph(), epilogue.base);
    refusal = read_spec(n, n.input_type(0), n.input_type(1), n.output_type(0), c.spec);
    c.covers = epilogue.covers;
    c.inputs = {n.input_id(0), n.input_id(1)};
    if (epilogue.norm != kNoNode) {
      const NodeView norm(context.graph(), epilogue.norm);
      if (const auto no = fold_norm(context, n, norm, c)) return *no;
    } else if (n.has_input(2)) {
      c.inputs.push_back(c.bias = n.input_id(2));
    }
    if (epilogue.addend.node != kNoNode) c.inputs.push_back(c.addend = epilogue.addend);
    c.relu = epilogue.relu;
  } else {
    const NodeView& n = root;
    c.inputs = {n.input_id(0), n.input_id(1)};
    refusal = kind == dn::ConvolutionKind::backward_data
                  ? read_spec(n, n.output_type(0), n.input_type(1), n.input_type(0), c.spec)
                  : read_spec(n, n.input_type(0), n.output_type(0), n.input_type(1), c.spec);
  }
  if (refusal) return *refusal;
  c.spec.has_bias = c.bias_input() != 0 || c.folded_bias;
  c.spec.has_addend = c.addend_input() != 0;
  c.spec.relu = c.relu;
  return c;
}

std::vector<LayoutChoice> blocked_choices(
    const ConvolutionNode& node,
    const std::function<std::optional<std::pair<LaunchFn, std::size_t>>(bool x_blocked,
                                                                        bool y_blocked)>& make) {
  std::vector<LayoutChoice> choices;
  if (node.is_sequence) return choices;
  for (const auto& [x, y] : {std::pair{true, true}, {false, true}, {true, false}}) {
    if ((x && node.spec.x[1] % 8 != 0) || (y && node.spec.y[1] % 8 != 0)) continue;
    auto made = make(x, y);
    if (!made) continue;
    const Layout x_layout = x ? kBlocked : "", y_layout = y ? kBlocked : "";
    LayoutChoice choice;
    switch (node.spec.kind) {
      case dn::ConvolutionKind::forward:
        choice.inputs.resize(node.inputs.size());
        choice.inputs[0] = x_layout;
        if (const int addend = node.addend_input(); addend != 0)
          choice.inputs[static_cast<std::size_t>(addend)] = y_layout;
        choice.outputs = {y_layout};
        break;
      case dn::ConvolutionKind::backward_data:
        choice.inputs = {y_layout, ""};
        choice.outputs = {x_layout};
        break;
      case dn::ConvolutionKind::backward_weights:
        choice.inputs = {x_layout, y_layout};
        choice.outputs = {""};
        break;
    }
    choice.run = std::move(made->first);
    choice.scratch_bytes = made->second;
    choices.push_back(std::move(choice));
  }
  return choices;
}

}  // namespace ingot
