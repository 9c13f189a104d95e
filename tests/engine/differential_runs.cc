#include "tests/engine/differential_runs.h"

#include <cmath>

#include "graph/rewrite.h"

namespace ingot::testing {
namespace {

// The loss is a sum over the outputs, each weighted by small dyadic numbers.
Tensor weights_like(const TensorType& type, std::uint64_t seed) {
  Dice dice(seed);
  Tensor w(type);
  for (std::int64_t e = 0; e < w.num_elements(); ++e)
    w.set(e, static_cast<double>(dice.between(-8, 8)) / 8);
  return w;
}

// The graph with the gradients of a loss as further outputs; nothing when there are none.
// `narrow` is the graph in its own precision: both get the same weights.
std::optional<Graph> with_gradients(const Graph& graph, const Graph& narrow, std::uint64_t seed) {
  Builder g(graph);
  Value loss;
  for (std::size_t i = 0; i < graph.outputs().size(); ++i) {
    const Value y = g.value(graph.outputs()[i].value);
    if (!is_float(y.dtype())) continue;
    const Tensor w = weights_like(narrow.type(narrow.outputs()[i].value),
                                  seed + std::hash<std::string>{}(graph.outputs()[i].name));
    Value part = g.sum(y * g.constant(w.to(y.dtype())), Ints{}, drop_dims);
    if (loss && part.dtype() != loss.dtype()) part = g.cast(part, loss.dtype());
    loss = loss ? loss + part : part;
  }
  Values wrt;
  for (const NamedValue& v : graph.inputs())
    if (is_float(graph.type(v.value).dtype)) wrt.push_back(g.value(v.value));
  if (!loss || wrt.empty()) return std::nullopt;
  try {
    const Values dx = gradients(loss, wrt);
    for (std::size_t i = 0; i < dx.size(); ++i) g.output(fmt::format("grad {}", i), dx[i]);
  } catch (const Error& e) {
    if (e.code() == "not_differentiable") return std::nullopt;
    throw;
  }
  return g.take();
}

// Only gradients: then the forward values may be claimed and fused away.
Graph without_outputs(const Graph& graph, std::size_t count) {
  Builder g;
  const Graph live = without_dead_nodes(graph);
  std::vector<Values> map;
  for (std::uint32_t id = 0; id < live.size(); ++id) {
    std::vector<ValueId> inputs;
    for (ValueId v : live.node(id).inputs)
      inputs.push_back(v.node == kNoNode ? v : map[v.node][v.output].id());
    map.push_back(copy_node(g, NodeView(g, live.node(id), inputs, id), ""));
  }
  for (std::size_t i = count; i < live.outputs().size(); ++i) {
    const NamedValue& v = live.outputs()[i];
    g.output(v.name, map[v.value.node][v.value.output]);
  }
  return without_dead_nodes(g.take());
}

// The graph with those of its inputs that an output replaces as states.
Graph with_states(const Graph& graph, const Updates& updates) {
  Builder g;
  std::vector<Values> map;
  Values states;
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const Node& n = graph.node(id);
    std::vector<ValueId> inputs;
    for (ValueId v : n.inputs) inputs.push_back(v.node == kNoNode ? v : map[v.node][v.output].id());
    if (n.op->name == "input" && updates.contains(std::get<std::string>(n.attrs.at("name")))) {
      states.push_back(g.state(std::get<std::string>(n.attrs.at("name")), n.outputs[0]));
      map.push_back({states.back()});
    } else {
      map.push_back(copy_node(g, NodeView(g, n, inputs, id), ""));
    }
  }
  for (const NamedValue& v : graph.outputs()) {
    const Value value = map[v.value.node][v.value.output];
    const auto update = std::find_if(updates.begin(), updates.end(),
                                     [&](const auto& u) { return u.second == v.name; });
    if (update == updates.end())
      g.output(v.name, value);
    else
      g.update(update->first, value);
  }
  g.guard(g.equal(g.scalar(f32, 1), g.scalar(f32, 1)));
  return g.take();
}

// Those whose input and output are both there.
Updates present(const Updates& updates, const Graph& graph) {
  const auto has = [](const std::vector<NamedValue>& list, const std::string& name) {
    return std::any_of(list.begin(), list.end(),
                       [&](const NamedValue& v) { return v.name == name; });
  };
  Updates result;
  for (const auto& [input, output] : updates)
    if (has(graph.inputs(), input) && has(graph.outputs(), output)) result[input] = output;
  return result;
}

bool same_values(const Tensor& a, const Tensor& b) {
  if (bit_equal(a, b)) return true;
  for (std::int64_t e = 0; e < a.num_elements(); ++e)
    if (!(a.at(e) == b.at(e) && std::signbit(a.at(e)) == std::signbit(b.at(e))) &&
        !(std::isnan(a.at(e)) && std::isnan(b.at(e))))
      return false;
  return true;
}

std::string first_difference(const std::vector<Tensor>& a, const std::vector<Tensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same_values(a[i], b[i]))
      for (std::int64_t e = 0; e < a[i].num_elements(); ++e)
        if (a[i].at(e) != b[i].at(e) || std::signbit(a[i].at(e)) != std::signbit(b[i].at(e)))
          return fmt::format("output {}, element {}: {} and {}", i, e, a[i].at(e), b[i].at(e));
  return {};
}

CompileOptions options(const Backend& backend, int num_threads, bool passes) {
  PassOptions pass_options{.verify_each = true, .dump = {}};
  if (!passes) pass_options.skip = {"all"};
  // Winograd's sums are less exact than the tolerance: they have their own test, and here their
  // bits.
  return {
      .backend = &backend, .num_threads = num_threads, .passes = pass_options, .winograd = false};
}

}  // namespace

std::vector<Tensor> DifferentialRuns::run(const Stateful& graph, const CompileOptions& options,
                                          std::string& plan_text) {
  const auto plan = compile(graph.graph, options);
  plan_text = describe(*plan);
  State state = graph.state;
  const std::vector<Tensor> outputs =
      (options.num_threads == 1 ? one_ : two_).run(*plan, graph.inputs, state).outputs;
  std::map<std::string, Tensor> by_name;
  for (std::size_t i = 0; i < outputs.size(); ++i) by_name[plan->outputs[i].name] = outputs[i];
  for (const auto& [input, output] : graph.updates) by_name[output] = state.at(input);
  std::vector<Tensor> in_order;
  for (const std::string& name : graph.output_names) in_order.push_back(by_name.at(name));
  return in_order;
}

std::string DifferentialRuns::compare(const RandomGraph& random, const Graph& graph,
                                      const Graph& wide, const Updates& updates) {
  // What a few runs with noise hold for wrong is looked at by many.
  std::string found;
  for (const int noisy_runs : {6, 300})
    if (found = compare(random, graph, wide, updates, noisy_runs); found.empty()) break;
  return found;
}

std::string DifferentialRuns::compare(const RandomGraph& random, const Graph& graph,
                                      const Graph& wide, const Updates& updates, int noisy_runs) {
  const Expected expected = expect(graph, wide, random.inputs, noisy_runs);
  Stateful stateful{graph, {}, {}, present(updates, graph), {}};
  if (!stateful.updates.empty()) stateful.graph = with_states(graph, stateful.updates);
  for (std::size_t i = 0; i < graph.inputs().size(); ++i) {
    const std::string& name = graph.inputs()[i].name;
    if (stateful.updates.contains(name))
      stateful.state[name] = random.inputs[i].clone();
    else
      stateful.inputs.push_back(random.inputs[i]);
  }
  for (const NamedValue& v : graph.outputs()) stateful.output_names.push_back(v.name);

  std::string plan;
  std::vector<Tensor> first;
  for (const int threads : {1, 2}) {
    const std::vector<Tensor> y = run(stateful, options(cpu_backend(), threads, true), plan);
    if (const std::string d = difference(expected, y, compared_); !d.empty())
      return fmt::format("cpu, {} threads: {}\n{}", threads, d, plan);
    if (first.empty()) first = y;
    if (const std::string d = first_difference(first, y); !d.empty())
      return fmt::format("cpu, 1 and 2 threads: {}\n{}", d, plan);
  }
  std::vector<Tensor> by_threads[2];
  for (const int threads : {1, 2}) {
    CompileOptions winograd = options(cpu_backend(), threads, true);
    winograd.winograd = true;
    by_threads[threads - 1] = run(stateful, winograd, plan);
  }
  if (const std::string d = first_difference(by_threads[0], by_threads[1]); !d.empty())
    return fmt::format("cpu with Winograd, 1 and 2 threads: {}\n{}", d, plan);
  const std::vector<Tensor> plain = run(stateful, options(cpu_backend(), 2, false), plan);
  if (const std::string d = difference(expected, plain, compared_); !d.empty())
    return fmt::format("cpu, passes off: {}\n{}", d, plan);
  const std::vector<Tensor> rewritten = run(stateful, options(reference_backend(), 1, true), plan);
  if (const std::string d = first_difference(expected.reference, rewritten); !d.empty())
    return fmt::format("reference, passes off and on: {}\n{}", d, plan);
  return {};
}

std::string DifferentialRuns::check(const RandomGraph& random, What what) {
  differentiated_ = false;
  try {
    const Graph wide = in_f64(random.graph);
    if (what == What::values) return compare(random, random.graph, wide, random.updates);
    const auto narrow_dx = with_gradients(random.graph, random.graph, random.seed);
    const auto wide_dx = with_gradients(wide, random.graph, random.seed);
    if (!narrow_dx || !wide_dx) return {};
    differentiated_ = true;
    // Every other graph moves its inputs along their gradients, as training does.
    Updates steps;
    int k = 0;
    for (const NamedValue& in : random.graph.inputs())
      if (is_float(random.graph.type(in.value).dtype) && random.seed % 2 == 0)
        steps[in.name] = fmt::format("grad {}", k++);
    if (random.seed % 3 == 0) return compare(random, *narrow_dx, *wide_dx, steps);
    const std::size_t own = random.graph.outputs().size();
    return compare(random, without_outputs(*narrow_dx, own), without_outputs(*wide_dx, own), steps);
  } catch (const std::exception& e) {
    return fmt::format("throws: {}", e.what());
  }
}

}  // namespace ingot::testing
