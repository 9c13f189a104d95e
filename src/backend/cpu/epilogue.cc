#include "backend/cpu/epilogue.h"

namespace ingot {
namespace {

class Reader {
 public:
  Reader(const MatchContext& context, std::string_view base_op, const TensorType& type)
      : context_(context), base_op_(base_op), type_(type) {}

  // Whether `v` may be an inner value: nobody else reads it.
  [[nodiscard]] bool is_inner(ValueId v) const {
    return v.node != kNoNode && v.output == 0 && context_.num_uses(v) == 1 &&
           context_.graph().type(v) == type_;
  }
  [[nodiscard]] const std::string& op(std::uint32_t node) const {
    return context_.graph().node(node).op->name;
  }
  [[nodiscard]] bool is_norm(std::uint32_t node) const {
    if (op(node) != "batch_norm_inference") return false;
    const ValueId x = context_.graph().node(node).inputs[0];
    return is_inner(x) && op(x.node) == base_op_;
  }
  [[nodiscard]] bool is_base(std::uint32_t node) const {
    return op(node) == base_op_ || is_norm(node);
  }
  // A base, or one or two sums that end in one.
  [[nodiscard]] bool leads_to_base(ValueId v, int sums = 2) const {
    if (!is_inner(v)) return false;
    if (is_base(v.node)) return true;
    if (op(v.node) != "add" || sums == 0) return false;
    const auto& inputs = context_.graph().node(v.node).inputs;
    return std::any_of(inputs.begin(), inputs.end(),
                       [&](ValueId in) { return leads_to_base(in, sums - 1); });
  }

 private:
  const MatchContext& context_;
  std::string_view base_op_;
  const TensorType& type_;
};

}  // namespace

std::variant<EpilogueMatch, Refusal> read_epilogue(
    const NodeView& root, const MatchContext& context, std::string_view base_op,
    const std::function<bool(const TensorType& operand, const TensorType& result)>& is_bias) {
  const TensorType type = root.output_type(0);
  const Graph& graph = context.graph();
  const Reader reader(context, base_op, type);
  EpilogueMatch m;
  std::uint32_t at = root.id();
  const auto descend = [&](ValueId v) {
    at = v.node;
    m.covers.push_back(at);
  };
  if (reader.op(at) == "relu") {
    m.relu = true;
    INGOT_REFUSE_UNLESS(reader.leads_to_base(graph.node(at).inputs[0]), "relu of another op");
    descend(graph.node(at).inputs[0]);
  }
  while (reader.op(at) == "add") {
    const auto inputs = graph.node(at).inputs;
    const int side = reader.leads_to_base(inputs[0]) ? 0 : 1;
    const ValueId inner = inputs[static_cast<std::size_t>(side)],
                  other = inputs[static_cast<std::size_t>(1 - side)];
    INGOT_REFUSE_UNLESS(reader.leads_to_base(inner), "no {} is added to", base_op);
    const bool at_base = m.bias.node == kNoNode && reader.is_base(inner.node);
    if (at_base && is_bias(graph.type(other), type)) {
      m.bias = other;
    } else {
      INGOT_REFUSE_UNLESS(graph.type(other) == type && m.addend.node == kNoNode,
                          "what is added has another shape");
      m.addend = other;
    }
    descend(inner);
  }
  INGOT_REFUSE_UNLESS(reader.is_base(at), "not after {}", base_op);
  if (reader.is_norm(at)) {
    m.norm = at;
    descend(graph.node(at).inputs[0]);
  }
  m.base = at;
  return m;
}

}  // namespace ingot
