// Passes: pure functions graph -> graph, and the runner around them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "graph/op_def.h"

namespace ingot {

/// What a pass may ask for; the runtime fills it in.
struct PassContext {
  /// Values of one node whose inputs are all constant, by its own record.
  std::function<std::vector<Tensor>(const Graph&, const NodeView&)> evaluate;
  /// Which nodes a kernel of the backend has claimed: those are neither expanded nor fused.
  std::function<std::vector<bool>(const Graph&)> claimed;
  /// Folding makes no constant larger than this.
  std::size_t max_fold_bytes = std::size_t{1} << 16;
  /// Larger logits of a cross entropy are computed some rows at a time.
  std::size_t max_logits_bytes = std::size_t{1} << 27;
};

using PassFn = Graph (*)(const Graph&, const PassContext&);
struct Pass {
  std::string name;
  PassFn run;
  /// Without it a graph cannot run at all, so it is never skipped.
  bool required = false;
};

/// The order of all passes, as a table of contents.
[[nodiscard]] std::span<const Pass> pipeline();

struct PassTiming {
  std::string name;
  double seconds = 0;
  std::uint32_t nodes_before = 0, nodes_after = 0;
};
struct PassOptions {
  std::vector<std::string> skip = {};  ///< names; "all" skips every pass that is not required
  bool verify_each = false;
  std::function<void(const std::string& pass, const Graph&)> dump = {};
};
/// Skipped by name? - time - run - verify - dump, for each pass in order.
/// errors: unknown_pass
[[nodiscard]] Graph run_passes(Graph graph, const PassContext& context, const PassOptions& options,
                               std::vector<PassTiming>* timings = nullptr);

// One per file.
[[nodiscard]] Graph simplify(const Graph& graph, const PassContext& context);
[[nodiscard]] Graph fold_constants(const Graph& graph, const PassContext& context);
[[nodiscard]] Graph share_common_subexpressions(const Graph& graph, const PassContext& context);
[[nodiscard]] Graph chunk_losses(const Graph& graph, const PassContext& context);
[[nodiscard]] Graph remove_dead_code(const Graph& graph, const PassContext& context);
[[nodiscard]] Graph expand_unclaimed(const Graph& graph, const PassContext& context);
[[nodiscard]] Graph fuse_scalar_clusters(const Graph& graph, const PassContext& context);

}  // namespace ingot
