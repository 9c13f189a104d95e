#include "runtime/claims.h"

#include "base/assert.h"

namespace ingot {
namespace {

void fill_operands(const NodeView& root, Kernel& kernel) {
  if (kernel.inputs.empty()) kernel.inputs.assign(root.input_ids().begin(), root.input_ids().end());
  if (kernel.outputs.empty())
    for (int i = 0; i < root.num_outputs(); ++i)
      kernel.outputs.push_back({root.id(), static_cast<std::uint32_t>(i)});
}

// Inner values of a pattern must have no reader outside of it.
void check_covered(const Claim& claim, const MatchContext& context) {
  const auto& covers = claim.kernel.covers;
  const auto inside = [&](std::uint32_t id) {
    return id == claim.root || std::find(covers.begin(), covers.end(), id) != covers.end();
  };
  for (std::uint32_t id : covers) {
    const Node& n = context.graph().node(id);
    for (std::uint32_t o = 0; o < n.outputs.size(); ++o) {
      const ValueId v{id, o};
      if (std::find(claim.kernel.outputs.begin(), claim.kernel.outputs.end(), v) !=
          claim.kernel.outputs.end())
        continue;
      int inner = 0;
      for (std::uint32_t reader = id + 1; reader <= claim.root; ++reader)
        if (inside(reader))
          for (ValueId in : context.graph().node(reader).inputs) inner += in == v ? 1 : 0;
      INGOT_ASSERT(inner == context.num_uses(v), "{}: %{} has readers outside", claim.kernel.name,
                   id);
    }
  }
}

}  // namespace

std::vector<Claim> claim_nodes(const Graph& graph, const Backend& backend, const Device& device,
                               Refusals* refused, const std::set<std::uint32_t>& alone) {
  const MatchContext context(graph, device);
  std::map<std::string_view, std::vector<const KernelDef*>> by_op;
  for (const KernelDef& def : backend.kernels()) by_op[def.op].push_back(&def);
  std::vector<bool> taken(graph.size());
  std::vector<Claim> claims;
  for (std::uint32_t id = graph.size(); id-- > 0;) {
    const auto defs = by_op.find(graph.node(id).op->name);
    if (taken[id] || defs == by_op.end()) continue;
    const NodeView root(graph, id);
    std::vector<std::string> refusals;
    for (const KernelDef* def : defs->second) {
      Match match = def->match(root, context);
      if (const Refusal* refusal = std::get_if<Refusal>(&match)) {
        refusals.push_back(fmt::format("{}: {}", def->name, refusal->reason));
        continue;
      }
      Claim claim{id, std::get<Kernel>(std::move(match)), refusals};
      const auto& covers = claim.kernel.covers;
      if (std::any_of(covers.begin(), covers.end(), [&](auto c) { return taken[c]; })) {
        refusals.push_back(fmt::format("{}: part of the pattern is claimed", def->name));
        continue;
      }
      if (!covers.empty() && alone.contains(id)) {
        refusals.push_back(fmt::format("{}: would wait for itself", def->name));
        continue;
      }
      claim.kernel.name = def->name;
      fill_operands(root, claim.kernel);
      check_covered(claim, context);
      taken[id] = true;
      for (std::uint32_t c : covers) taken[c] = true;
      claims.push_back(std::move(claim));
      break;
    }
    if (refused && !taken[id]) (*refused)[id] = std::move(refusals);
  }
  return claims;
}

}  // namespace ingot
