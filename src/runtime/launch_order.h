// The order of launches.
#pragma once

#include "runtime/claims.h"

namespace ingot {

/// One launch; views have none.
struct Unit {
  Kernel kernel;
  std::uint32_t root = 0;
  std::vector<std::string> refusals = {};
  bool again = false;  ///< computes what an earlier unit has computed, to save memory
};

struct LaunchOrder {
  Graph graph;
  std::vector<Unit> units;
  /// What outputs and the guard need runs first; units from here on only serve updates.
  std::size_t num_main = 0;
  /// The root of a claim that waits for what it gives itself; then there is no order.
  std::optional<std::uint32_t> waits_for_itself = {};

  [[nodiscard]] bool is_view(std::uint32_t id) const {
    return graph.node(id).op->traits.has(Trait::view);
  }
  /// The value whose memory a view shares.
  [[nodiscard]] ValueId storage(ValueId v) const {
    while (is_view(v.node)) v = graph.node(v.node).inputs[0];
    return v;
  }
};

/// Units in the order of their roots, after what they read, unless one waits for itself. What
/// nobody claimed runs by its record.
[[nodiscard]] LaunchOrder make_launch_order(Graph graph, std::vector<Claim> claims,
                                            const Refusals& refused);
/// Gives the kernels the layouts that `choose_layouts` picks.
void apply_layouts(LaunchOrder& order);

}  // namespace ingot
