// Joins scalar ops of one shape into clusters that run as one loop without temporaries.
//
// Nodes are visited in order; each is joined with the clusters of its inputs as long as the result
// is free of cycles, and what reads a cluster need not wait for what comes after the reader: the
// order of the nodes bounds memory. A single op stays what it is, unless a reduction reads it: a
// backend may run a cluster and its reductions as one.
#include "graph/rewrite.h"
#include "graph/scalar_loop.h"
#include "passes/pass.h"

namespace ingot {
namespace {

constexpr int kNoCluster = -1;
constexpr std::size_t kMaxMembers = 48, kMaxInputs = 16;

struct Cluster {
  std::vector<std::uint32_t> members;
  Shape shape;
  DType compute = f32;
};

class Clusters {
 public:
  Clusters(const Graph& graph, const std::vector<bool>& claimed)
      : graph_(graph),
        cluster_of_(graph.size(), kNoCluster),
        spans_(graph.size()),
        readers_(graph.size()) {
    for (std::uint32_t id = 0; id < graph.size(); ++id)
      for (ValueId v : graph.node(id).inputs)
        if (v.node != kNoNode) readers_[v.node].push_back(id);
    for (std::uint32_t id = 0; id < graph.size(); ++id)
      if (!claimed[id] && graph.node(id).op->scalar && fusible(id)) place(id);
  }

  [[nodiscard]] int of(std::uint32_t id) const { return cluster_of_[id]; }
  [[nodiscard]] const std::vector<Cluster>& all() const { return clusters_; }

 private:
  // Narrow integers are exact in f32; wide ones keep to clusters of their own.
  [[nodiscard]] DType compute_of(std::uint32_t id) const {
    std::vector<TensorType> types = graph_.node(id).outputs;
    for (ValueId v : graph_.node(id).inputs) types.push_back(graph_.type(v));
    return compute_dtype(types);
  }
  // Within a cluster nothing is rounded or truncated between ops, so conversions stay outside:
  // one float type only, no wide integers beside floats, bool only where an expression makes 0
  // or 1.
  [[nodiscard]] bool fusible(std::uint32_t id) const {
    const Node& n = graph_.node(id);
    const DType out = n.outputs[0].dtype;
    if (n.outputs[0].num_elements() == 0 || out == bf16 || out == f16) return false;
    std::optional<DType> floating;
    bool wide = out == i64 || out == i32, integer = is_integer(out);
    const auto look = [&](DType d) {
      if (!is_float(d)) return wide |= d == i64 || d == i32, true;
      if (d == bf16 || d == f16 || (floating && *floating != d)) return false;
      floating = d;
      return true;
    };
    for (ValueId v : n.inputs)
      if (!look(graph_.type(v).dtype)) return false;
    if (!look(out)) return false;
    if (floating && (wide || integer)) return false;
    if (integer && out != i64) return false;  // narrow integers wrap around
    return out != boolean || gives_truth(id);
  }
  [[nodiscard]] bool gives_truth(std::uint32_t id) const {
    std::vector<Expr> args;
    for (std::size_t i = 0; i < graph_.node(id).inputs.size(); ++i)
      args.push_back(Expr::arg(static_cast<int>(i)));
    const ScalarOp op = graph_.node(id).op->scalar(NodeView(graph_, id), args).op();
    return op >= ScalarOp::less && op <= ScalarOp::is_finite;
  }

  // The node starts a cluster of its own, which then swallows those of its inputs, one by one.
  void place(std::uint32_t id) {
    const int own = static_cast<int>(clusters_.size());
    cluster_of_[id] = own;
    clusters_.push_back({{id}, graph_.node(id).outputs[0].shape, compute_of(id)});
    for (ValueId v : graph_.node(id).inputs) {
      const int other = v.node == kNoNode ? kNoCluster : cluster_of_[v.node];
      if (other != kNoCluster && other != own && may_merge(own, other)) merge(own, other);
    }
  }

  [[nodiscard]] const Cluster& cluster(int c) const {
    return clusters_[static_cast<std::size_t>(c)];
  }

  [[nodiscard]] bool may_merge(int a, int b) const {
    return cluster(a).shape == cluster(b).shape && cluster(a).compute == cluster(b).compute &&
           cluster(a).members.size() + cluster(b).members.size() <= kMaxMembers &&
           num_inputs(a, b) <= kMaxInputs && !delays_reader(a, b) && !would_cycle(a, b);
  }

  void merge(int into, int from) {
    auto& members = clusters_[static_cast<std::size_t>(into)].members;
    auto& moved = clusters_[static_cast<std::size_t>(from)].members;
    count_span(members, -1);
    count_span(moved, -1);
    for (std::uint32_t m : moved) cluster_of_[m] = into;
    members.insert(members.end(), moved.begin(), moved.end());
    std::sort(members.begin(), members.end());
    count_span(members, 1);
    moved.clear();
  }

  void count_span(const std::vector<std::uint32_t>& members, int change) {
    for (std::uint32_t id = members.front() + 1; id <= members.back(); ++id) spans_[id] += change;
  }
  // The last place up to `id` that no cluster spans: what stands before it depends, also through
  // whole clusters, only on what stands before it.
  [[nodiscard]] std::uint32_t cut_before(std::uint32_t id) const {
    while (spans_[id] > 0) --id;
    return id;
  }

  [[nodiscard]] bool in_either(std::uint32_t node, int a, int b) const {
    return cluster_of_[node] == a || cluster_of_[node] == b;
  }

  [[nodiscard]] std::size_t num_inputs(int a, int b) const {
    std::vector<ValueId> inputs;
    for (int c : {a, b})
      for (std::uint32_t m : cluster(c).members)
        for (ValueId v : graph_.node(m).inputs)
          if (!in_either(v.node, a, b) &&
              std::find(inputs.begin(), inputs.end(), v) == inputs.end())
            inputs.push_back(v);
    return inputs.size();
  }

  // Whether something outside reads the two clusters before all is there that they read.
  [[nodiscard]] bool delays_reader(int a, int b) const {
    std::uint32_t last_input = 0, first_reader = graph_.size();
    for (int c : {a, b})
      for (std::uint32_t m : cluster(c).members) {
        for (ValueId v : graph_.node(m).inputs)
          if (v.node != kNoNode && !in_either(v.node, a, b))
            last_input = std::max(last_input, v.node);
        for (std::uint32_t reader : readers_[m])
          if (!in_either(reader, a, b)) first_reader = std::min(first_reader, reader);
      }
    return first_reader < last_input;
  }

  // Whether something outside the two clusters lies on a way from one of them to one of them. Whole
  // clusters count as one unit, since each runs as one.
  [[nodiscard]] bool would_cycle(int a, int b) const {
    const std::uint32_t first =
        cut_before(std::min(cluster(a).members.front(), cluster(b).members.front()));
    std::vector<bool> seen(graph_.size()), entered(clusters_.size());
    std::vector<std::uint32_t> stack;
    const auto push_inputs = [&](std::uint32_t node) {
      for (ValueId v : graph_.node(node).inputs)
        if (v.node != kNoNode && !seen[v.node]) {
          seen[v.node] = true;
          stack.push_back(v.node);
        }
    };
    for (int c : {a, b})
      for (std::uint32_t m : cluster(c).members)
        for (ValueId v : graph_.node(m).inputs)
          if (!in_either(v.node, a, b) && !seen[v.node]) {
            seen[v.node] = true;
            stack.push_back(v.node);
          }
    while (!stack.empty()) {
      const std::uint32_t at = stack.back();
      stack.pop_back();
      if (in_either(at, a, b)) return true;
      if (at < first) continue;
      const int other = cluster_of_[at];
      if (other == kNoCluster) {
        push_inputs(at);
      } else if (!entered[static_cast<std::size_t>(other)]) {
        entered[static_cast<std::size_t>(other)] = true;
        for (std::uint32_t m : cluster(other).members) push_inputs(m);
      }
    }
    return false;
  }

  const Graph& graph_;
  std::vector<int> cluster_of_;
  std::vector<int> spans_;  ///< how many clusters have members before a node and at or after it
  std::vector<std::vector<std::uint32_t>> readers_;
  std::vector<Cluster> clusters_;
};

// What may keep the axes that it folds.
bool is_reduction(const OpDef& op) {
  return std::any_of(op.attrs.begin(), op.attrs.end(), [](const AttrDef& a) {
    return std::holds_alternative<KeepDims>(a.default_value);
  });
}

class Fuser {
 public:
  Fuser(const Graph& graph, const std::vector<bool>& claimed)
      : graph_(graph),
        clusters_(graph, claimed),
        map_(graph.size()),
        uses_(graph.count_uses()),
        reduced_(graph.size()) {
    for (std::uint32_t id = 0; id < graph.size(); ++id)
      if (const Node& n = graph.node(id); is_reduction(*n.op)) reduced_[n.inputs[0].node] = true;
  }

  Graph run() {
    // Source nodes first, in their order, then everything in the order of demand.
    for (const auto* list : {&graph_.inputs(), &graph_.states()})
      for (const NamedValue& v : *list) emit(v.value.node);
    for (std::uint32_t id = 0; id < graph_.size(); ++id) emit(id);
    for (const NamedValue& v : graph_.outputs()) g_.output(v.name, mapped(v.value));
    for (const NamedValue& v : graph_.updates()) g_.update(v.name, mapped(v.value));
    if (graph_.guard()) g_.guard(mapped(*graph_.guard()));
    return g_.take();
  }

 private:
  [[nodiscard]] Value mapped(ValueId v) const {
    return v.node == kNoNode ? Value() : map_[v.node][v.output];
  }

  // Depth first over units with an explicit stack: a chain may be longer than the machine's stack.
  void emit(std::uint32_t root) {
    std::vector<std::uint32_t> stack{root};
    while (!stack.empty()) {
      const std::uint32_t id = stack.back();
      if (!map_[id].empty()) {
        stack.pop_back();
        continue;
      }
      const std::size_t before = stack.size();
      for (std::uint32_t member : unit(id))
        for (ValueId v : graph_.node(member).inputs)
          if (v.node != kNoNode && map_[v.node].empty() && !same_unit(v.node, id))
            stack.push_back(v.node);
      if (stack.size() != before) continue;
      stack.pop_back();
      emit_unit(id);
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> unit(std::uint32_t id) const {
    const int c = clusters_.of(id);
    if (c == kNoCluster) return {id};
    return clusters_.all()[static_cast<std::size_t>(c)].members;
  }
  [[nodiscard]] bool same_unit(std::uint32_t a, std::uint32_t b) const {
    return clusters_.of(a) != kNoCluster && clusters_.of(a) == clusters_.of(b);
  }

  void emit_unit(std::uint32_t id) {
    const std::vector<std::uint32_t> members = unit(id);
    if (members.size() == 1 && !(reduced_[id] && clusters_.of(id) != kNoCluster)) {
      const Node& node = graph_.node(id);
      std::vector<ValueId> inputs;
      for (ValueId v : node.inputs) inputs.push_back(v.node == kNoNode ? v : mapped(v).id());
      map_[id] = copy_node(g_, NodeView(g_, node, inputs, id), node.scope);
    } else {
      emit_cluster(members);
    }
  }

  void emit_cluster(const std::vector<std::uint32_t>& members) {
    std::vector<ValueId> inputs;
    std::map<std::uint32_t, Expr> inside;
    const auto operand = [&](ValueId v) -> Expr {
      if (const auto it = inside.find(v.node); it != inside.end()) return it->second;
      const Node& source = graph_.node(v.node);
      if (source.op->name == "constant" && graph_.type(v).num_elements() == 1 &&
          graph_.type(v).rank() == 0)
        return Expr(std::get<Tensor>(source.attrs.at("value")).item());
      auto it = std::find(inputs.begin(), inputs.end(), v);
      if (it == inputs.end()) it = inputs.insert(inputs.end(), v);
      return Expr::arg(static_cast<int>(it - inputs.begin()));
    };
    std::vector<std::uint32_t> visible;
    for (std::uint32_t m : members) {
      std::vector<Expr> args;
      for (ValueId v : graph_.node(m).inputs) args.push_back(operand(v));
      inside[m] = graph_.node(m).op->scalar(NodeView(graph_, m), args);
      if (read_outside(m)) visible.push_back(m);
    }
    std::vector<Expr> results;
    Ints dtypes;
    for (std::uint32_t m : visible) {
      results.push_back(inside[m]);
      dtypes.push_back(static_cast<std::int64_t>(graph_.node(m).outputs[0].dtype));
    }
    Values operands;
    for (ValueId v : inputs) operands.push_back(mapped(v));
    const ScalarProgram program = compile(results, static_cast<int>(inputs.size()));
    g_.set_scope(graph_.node(members.back()).scope);
    const Values values = g_.fused(operands, to_string(program), dtypes,
                                   graph_.node(members.front()).outputs[0].shape.to_vector());
    for (std::uint32_t m : members) map_[m] = {Value()};
    for (std::size_t i = 0; i < visible.size(); ++i) map_[visible[i]] = {values[i]};
  }

  [[nodiscard]] bool read_outside(std::uint32_t id) const {
    int inner = 0;
    for (std::uint32_t m : unit(id))
      for (ValueId v : graph_.node(m).inputs) inner += v == ValueId{id, 0} ? 1 : 0;
    return uses_[id][0] > inner;
  }

  const Graph& graph_;
  Clusters clusters_;
  Builder g_;
  std::vector<Values> map_;
  std::vector<std::vector<int>> uses_;
  std::vector<bool> reduced_;  ///< whether a reduction reads the node
};

}  // namespace

Graph fuse_scalar_clusters(const Graph& graph, const PassContext& context) {
  const Graph live = without_dead_nodes(graph);
  return without_dead_nodes(Fuser(live, context.claimed(live)).run());
}

}  // namespace ingot
