// Computing results again where they are needed late, instead of keeping them until then.
#pragma once

#include <span>
#include <utility>

#include "ingot/graph.h"

namespace ingot {

/// Nodes that run together as one launch.
struct NodeGroup {
  std::vector<std::uint32_t> nodes = {};           ///< ascending
  std::vector<ValueId> inputs = {}, outputs = {};  ///< read from others, read by others
  /// {output, input}: the output may take the memory of an input that nothing reads later.
  std::vector<std::pair<int, int>> in_place = {};
  std::size_t scratch_bytes = 0;
  double cost = 0;  ///< of running it, in any unit
};

/// One run of a group. Later readers get the results `made`; other results of the group, if there
/// are any, are still kept from an earlier run.
struct GroupRun {
  std::size_t group = 0;
  std::vector<ValueId> made = {};
  bool again = false;
};
struct RunOrder {
  std::vector<GroupRun> runs;
  std::size_t peak_bytes = 0;  ///< of the values and scratch that live together
  double extra_cost = 0;       ///< of all runs but the first of each group
  bool finished = true;        ///< false: given up, for so much would have to run again
};

/// Groups in the order in which they run once each, and how many of them may run again: those from
/// `num_main` on write states, so nothing runs again after them.
struct GroupOrder {
  const Graph& graph;
  std::span<const NodeGroup> groups;
  std::size_t num_main = 0;
};

/// Runs of the main groups, then of the others, such that the main part stays within
/// `budget_bytes` where that can be done: when room is needed, the value goes that is cheapest to
/// compute again for its bytes and for the steps until it is read; before it is read, it and what
/// it is made of run again.
///
/// cost     O(evictions * groups)
/// source   Chen et al. 2016, "Training Deep Nets with Sublinear Memory Cost"; the choice as in
///          Kirisame et al. 2021, "Dynamic Tensor Rematerialization", with the next read known
[[nodiscard]] RunOrder order_runs(const GroupOrder& order, std::size_t budget_bytes);
/// The group that needs the most takes this: no order takes less.
[[nodiscard]] std::size_t least_budget(const GroupOrder& order);

/// A graph with the nodes of each run, in the order of the runs.
struct RepeatedGraph {
  Graph graph;
  /// For each run what the group's `nodes` and `inputs` became.
  std::vector<std::vector<std::uint32_t>> nodes;
  std::vector<std::vector<ValueId>> inputs;
};
[[nodiscard]] RepeatedGraph write_runs(const GroupOrder& order, std::span<const GroupRun> runs);

}  // namespace ingot
