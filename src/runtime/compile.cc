// Graph to plan: passes, claims, schedule, memory.
#include <cstring>

#include "runtime/buffers.h"
#include "runtime/memory_limit.h"

namespace ingot {
namespace {

std::vector<Tensor> evaluate_node(const Graph&, const NodeView& n) {
  std::vector<const void*> in;
  for (ValueId v : n.input_ids())
    in.push_back(std::get<Tensor>(n.graph().node(v.node).attrs.at("value")).raw());
  std::vector<Tensor> results;
  std::vector<void*> out;
  for (int i = 0; i < n.num_outputs(); ++i) {
    results.push_back(Tensor::zeros(n.output_type(i)));
    out.push_back(results.back().mutable_raw());
  }
  reference_kernel(n).run(Launch(in, out, nullptr, 1));
  return results;
}

std::string names_of(const LaunchOrder& order, const Unit& u) {
  std::vector<std::uint32_t> ids = u.kernel.covers;
  ids.push_back(u.root);
  std::sort(ids.begin(), ids.end());
  std::vector<std::string> names;
  for (std::uint32_t id : ids) names.push_back(order.graph.node(id).op->name);
  return fmt::format("{}", fmt::join(names, "+"));
}

Step step_of(const LaunchOrder& order, std::size_t i, const Buffers& buffers) {
  const Unit& u = order.units[i];
  Step step;
  step.kernel = u.kernel.name;
  step.scope = order.graph.node(u.root).scope;
  step.ops = names_of(order, u);
  step.again = u.again;
  step.run = u.kernel.run;
  for (ValueId v : u.kernel.inputs) step.inputs.push_back(buffers.operand(v));
  for (ValueId v : u.kernel.outputs) step.outputs.push_back(buffers.operand(v));
  step.scratch_at = buffers.scratch_at(i);
  step.scratch_bytes = u.kernel.scratch_bytes;
  step.flops = u.kernel.flops;
  for (const auto* list : {&step.inputs, &step.outputs})
    for (const Operand& o : *list)
      if (o.place != Operand::Place::absent) step.bytes += o.type.bytes();
  step.refusals = u.refusals;
  return step;
}

Step copy_step(const std::string& name, const Operand& from, const Operand& to) {
  Step step;
  step.kernel = "copy";
  step.scope = name;
  step.ops = "update";
  step.inputs = {from};
  step.outputs = {to};
  step.bytes = 2 * from.type.bytes();
  step.run = [bytes = from.type.bytes()](const Launch& l) {
    if (bytes > 0) std::memcpy(l.out(0), l.in(0), bytes);
  };
  return step;
}

// Sources that are states themselves go through the arena first, so that swaps come out right.
void copy_updates(const Graph& graph, const Buffers& buffers, Plan& plan) {
  std::vector<Step> last;
  for (const NamedValue& v : graph.updates()) {
    if (buffers.is_in_place(v.value)) continue;
    const auto state = std::find_if(graph.states().begin(), graph.states().end(),
                                    [&](const NamedValue& s) { return s.name == v.name; });
    Operand from = buffers.operand(v.value);
    const Operand to = buffers.operand(state->value);
    if (from.place == Operand::Place::state && from.at == to.at) continue;
    if (from.place == Operand::Place::state) {
      const Operand middle = buffers.waiting_place(v);
      plan.steps.push_back(copy_step(v.name, from, middle));
      from = middle;
    }
    last.push_back(copy_step(v.name, from, to));
  }
  std::move(last.begin(), last.end(), std::back_inserter(plan.steps));
}

Plan make_plan(const LaunchOrder& order, const Buffers& buffers) {
  const Graph& graph = order.graph;
  Plan plan;
  for (const NamedValue& v : graph.inputs()) plan.inputs.push_back({v.name, graph.type(v.value)});
  for (const NamedValue& v : graph.states()) plan.states.push_back({v.name, graph.type(v.value)});
  for (const NamedValue& v : graph.outputs()) plan.outputs.push_back({v.name, graph.type(v.value)});
  for (std::uint32_t id = 0; id < graph.size(); ++id)
    if (graph.node(id).op->name == "constant")
      plan.constants.push_back(std::get<Tensor>(graph.node(id).attrs.at("value")));
  for (std::size_t i = 0; i < order.units.size(); ++i)
    plan.steps.push_back(step_of(order, i, buffers));
  plan.first_update_step = order.num_main;
  for (const NamedValue& v : graph.outputs())
    plan.output_operands.push_back(buffers.operand(v.value));
  if (graph.guard()) plan.guard = buffers.operand(*graph.guard());
  plan.arena_bytes = buffers.arena_bytes();
  copy_updates(graph, buffers, plan);
  return plan;
}

LaunchOrder order_claims(Graph graph, const Backend& backend, const Device& device) {
  std::set<std::uint32_t> alone;
  for (;;) {
    Refusals refused;
    std::vector<Claim> claims = claim_nodes(graph, backend, device, &refused, alone);
    LaunchOrder order = make_launch_order(std::move(graph), std::move(claims), refused);
    if (!order.waits_for_itself) return order;
    alone.insert(*order.waits_for_itself);
    graph = std::move(order.graph);
  }
}

}  // namespace

std::shared_ptr<const Plan> compile(const Graph& graph, const CompileOptions& options) {
  const Backend& backend = options.backend ? *options.backend : cpu_backend();
  PackCache own_packs;  // kernels are chosen several times
  const Device device{.num_threads = options.num_threads,
                      .batch_invariant = options.batch_invariant,
                      .packs = options.packs ? options.packs : &own_packs,
                      .winograd = options.winograd};
  PassContext context;
  context.evaluate = evaluate_node;
  context.claimed = [&](const Graph& g) {
    std::vector<bool> claimed(g.size());
    for (const Claim& c : claim_nodes(g, backend, device)) {
      // Scalar ops are claimed one by one only after fusion had its chance.
      if (c.kernel.covers.empty() && g.node(c.root).op->scalar) continue;
      claimed[c.root] = true;
      for (std::uint32_t id : c.kernel.covers) claimed[id] = true;
    }
    return claimed;
  };
  std::vector<PassTiming> timings;
  Graph lowered = run_passes(graph, context, options.passes, &timings);
  LaunchOrder order = order_claims(std::move(lowered), backend, device);
  const std::vector<std::string>& skip = options.passes.skip;
  if (std::find(skip.begin(), skip.end(), "all") == skip.end()) apply_layouts(order);
  if (options.memory.bytes > 0) order = keep_memory_limit(std::move(order), options.memory);
  auto plan = std::make_shared<Plan>(make_plan(order, Buffers(order)));
  plan->num_threads = options.num_threads;
  plan->passes = std::move(timings);
  plan->source = std::make_shared<const Graph>(graph);
  return plan;
}

}  // namespace ingot
