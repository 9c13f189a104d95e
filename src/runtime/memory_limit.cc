#include "runtime/memory_limit.h"

#include <cmath>

#include "base/bytes.h"
#include "passes/recompute.h"
#include "runtime/buffers.h"

namespace ingot {
namespace {

// Seconds on an ordinary machine; only their ratios count.
double cost_of(const Graph& graph, const Kernel& k) {
  constexpr double kLaunch = 2e-6, kFlopsPerSecond = 1e11, kBytesPerSecond = 2e10;
  std::size_t bytes = 0;
  for (const auto* list : {&k.inputs, &k.outputs})
    for (ValueId v : *list)
      if (v.node != kNoNode) bytes += graph.type(v).bytes();
  return kLaunch + k.flops / kFlopsPerSecond + static_cast<double>(bytes) / kBytesPerSecond;
}

std::vector<NodeGroup> groups_of(const LaunchOrder& order) {
  std::vector<NodeGroup> groups;
  for (const Unit& u : order.units) {
    NodeGroup group{.nodes = u.kernel.covers,
                    .inputs = u.kernel.inputs,
                    .outputs = u.kernel.outputs,
                    .scratch_bytes = u.kernel.scratch_bytes,
                    .cost = cost_of(order.graph, u.kernel)};
    group.nodes.push_back(u.root);
    std::sort(group.nodes.begin(), group.nodes.end());
    for (const InPlace& pair : u.kernel.in_place)
      group.in_place.emplace_back(pair.output, pair.input);
    groups.push_back(std::move(group));
  }
  return groups;
}

// The units of the runs, over a graph of their own.
LaunchOrder rewritten(const LaunchOrder& old, const GroupOrder& groups, const RunOrder& order) {
  RepeatedGraph repeated = write_runs(groups, order.runs);
  LaunchOrder result;
  for (std::size_t r = 0; r < order.runs.size(); ++r) {
    const GroupRun& run = order.runs[r];
    const std::vector<std::uint32_t>& before = groups.groups[run.group].nodes;
    const auto renamed = [&](std::uint32_t id) {
      const auto at = std::lower_bound(before.begin(), before.end(), id) - before.begin();
      return repeated.nodes[r][static_cast<std::size_t>(at)];
    };
    if (run.group == old.num_main) result.num_main = r;
    Unit unit = old.units[run.group];
    unit.root = renamed(unit.root);
    for (std::uint32_t& id : unit.kernel.covers) id = renamed(id);
    for (ValueId& v : unit.kernel.outputs) v.node = renamed(v.node);
    unit.kernel.inputs = repeated.inputs[r];
    unit.again = run.again;
    result.units.push_back(std::move(unit));
  }
  if (old.num_main == old.units.size()) result.num_main = result.units.size();
  result.graph = std::move(repeated.graph);
  return result;
}

class LimitKeeper {
 public:
  explicit LimitKeeper(const LaunchOrder& order)
      : order_(order),
        groups_(groups_of(order)),
        group_order_{order.graph, groups_, order.num_main} {}

  // The cheapest order found within `arena_bytes`; nothing when there is none.
  std::optional<LaunchOrder> within(std::size_t arena_bytes) {
    // What fits depends on the placement, so budgets around the limit may give the cheapest order.
    const auto limit = static_cast<double>(arena_bytes);
    for (double share = 1.1; share > 0.7; share -= 0.03) try_budget(share * limit, false);
    try_common_budgets();
    std::stable_sort(tried_.begin(), tried_.end(), [](const Tried& a, const Tried& b) {
      return a.runs.extra_cost < b.runs.extra_cost;
    });
    for (Tried& t : tried_) {
      LaunchOrder made = rewritten(order_, group_order_, t.runs);
      t.arena_bytes = Buffers(made).arena_bytes();
      if (t.arena_bytes <= arena_bytes) return made;
    }
    return std::nullopt;
  }

  // After `within` found none: what it would have found with this as the limit, since the common
  // budgets are tried whatever the limit is.
  [[nodiscard]] std::size_t least() const {
    std::size_t least = Buffers(order_).arena_bytes();
    for (const Tried& t : tried_)
      if (t.is_common) least = std::min(least, t.arena_bytes);
    return least;
  }

 private:
  struct Tried {
    RunOrder runs;
    bool is_common = false;
    std::size_t arena_bytes = 0;
  };

  void try_budget(double bytes, bool is_common) {
    if (RunOrder runs = order_runs(group_order_, static_cast<std::size_t>(bytes)); runs.finished)
      tried_.push_back({std::move(runs), is_common});
  }
  void try_common_budgets() {
    constexpr double kBudgets = 16;
    const auto floor = static_cast<double>(least_budget(group_order_));
    const auto peak = static_cast<double>(Buffers(order_).least_bytes());
    for (double i = 1; i <= kBudgets; ++i)
      try_budget(peak * std::pow(floor / peak, i / kBudgets), true);
  }

  const LaunchOrder& order_;
  std::vector<NodeGroup> groups_;
  GroupOrder group_order_;
  std::vector<Tried> tried_;
};

}  // namespace

LaunchOrder keep_memory_limit(LaunchOrder order, const MemoryLimit& limit) {
  if (Buffers(order).arena_bytes() + limit.beside <= limit.bytes) return order;
  LimitKeeper keeper(order);
  if (std::optional<LaunchOrder> kept =
          keeper.within(limit.bytes - std::min(limit.bytes, limit.beside)))
    return std::move(*kept);
  const std::string least = format_bytes_up(keeper.least() + limit.beside);
  throw Error("memory_limit", text("{} of memory are not enough: the least is {}",
                                   "{} 内存不足: 至少需要 {}", format_bytes_up(limit.bytes), least))
      .where(text("--memory-limit", "--memory-limit"))
      .fix(text("--memory-limit {}, or a smaller --batch", "--memory-limit {}, 或减小 --batch",
                least));
}

}  // namespace ingot
