// A graph in the order of its runs: what runs twice stands there twice.
#include "graph/rewrite.h"
#include "passes/recompute.h"

namespace ingot {
namespace {

class RunWriter {
 public:
  explicit RunWriter(const GroupOrder& order)
      : order_(order),
        graph_(order.graph),
        grouped_(graph_.size()),
        now_(graph_.size()),
        view_of_(graph_.size()) {
    for (const NodeGroup& group : order.groups)
      for (std::uint32_t id : group.nodes) grouped_[id] = true;
  }

  RepeatedGraph write(std::span<const GroupRun> runs) {
    for (const auto* list : {&graph_.inputs(), &graph_.states()})
      for (const NamedValue& v : *list) now_[v.value.node] = copy(v.value.node);
    for (std::uint32_t id = 0; id < graph_.size(); ++id)
      if (graph_.node(id).op->traits.has(Trait::source) && now_[id].empty()) now_[id] = copy(id);
    for (const GroupRun& run : runs) write_run(run);
    for (const NamedValue& v : graph_.outputs()) g_.output(v.name, g_.value(latest(v.value)));
    for (const NamedValue& v : graph_.updates()) g_.update(v.name, g_.value(latest(v.value)));
    if (graph_.guard()) g_.guard(g_.value(latest(*graph_.guard())));
    result_.graph = g_.take();
    return std::move(result_);
  }

 private:
  using Ids = std::vector<ValueId>;

  Ids copy(std::uint32_t id) {
    const Node& node = graph_.node(id);
    Ids inputs, results;
    for (ValueId v : node.inputs) inputs.push_back(latest(v));
    for (const Value& v : copy_node(g_, NodeView(g_, node, inputs, id), node.scope))
      results.push_back(v.id());
    return results;
  }

  void write_run(const GroupRun& run) {
    const NodeGroup& group = order_.groups[run.group];
    result_.inputs.emplace_back();
    for (ValueId v : group.inputs) result_.inputs.back().push_back(latest(v));
    // Results of an earlier run stay the latest ones where they are still kept.
    std::vector<std::pair<ValueId, ValueId>> kept;
    for (ValueId v : group.outputs)
      if (std::find(run.made.begin(), run.made.end(), v) == run.made.end())
        kept.emplace_back(v, now_[v.node][v.output]);
    result_.nodes.emplace_back();
    for (std::uint32_t id : group.nodes) {
      now_[id] = copy(id);
      result_.nodes.back().push_back(now_[id][0].node);
    }
    for (const auto& [v, old] : kept) now_[v.node][v.output] = old;
  }

  // What a value of the old graph is in the new one at this point.
  ValueId latest(ValueId v) {
    std::vector<std::uint32_t> views;
    while (v.node != kNoNode && is_free_view(v.node)) {
      views.push_back(v.node);
      v = graph_.node(v.node).inputs[0];
    }
    if (v.node == kNoNode) return v;
    ValueId at = now_[v.node][v.output];
    for (; !views.empty(); views.pop_back()) {
      const std::uint32_t id = views.back();
      if (now_[id].empty() || view_of_[id] != at) {
        const Node& node = graph_.node(id);
        Ids inputs{at};
        for (std::size_t i = 1; i < node.inputs.size(); ++i)
          inputs.push_back(latest(node.inputs[i]));
        now_[id] = {copy_node(g_, NodeView(g_, node, inputs, id), node.scope)[0].id()};
        view_of_[id] = at;
      }
      at = now_[id][0];
    }
    return at;
  }
  [[nodiscard]] bool is_free_view(std::uint32_t id) const {
    return graph_.node(id).op->traits.has(Trait::view) && !grouped_[id];
  }

  const GroupOrder& order_;
  const Graph& graph_;
  std::vector<bool> grouped_;
  std::vector<Ids> now_;          // by node
  std::vector<ValueId> view_of_;  // what a view was last made of
  Builder g_;
  RepeatedGraph result_;
};

}  // namespace

RepeatedGraph write_runs(const GroupOrder& order, std::span<const GroupRun> runs) {
  return RunWriter(order).write(runs);
}

}  // namespace ingot
