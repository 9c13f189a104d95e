#include <chrono>

#include "base/assert.h"
#include "base/near_name.h"
#include "passes/pass.h"

namespace ingot {

std::span<const Pass> pipeline() {
  static constexpr bool kRequired = true;
  static const std::array passes{
      Pass{"simplify", simplify},
      Pass{"fold_constants", fold_constants},
      Pass{"common_subexpressions", share_common_subexpressions},
      Pass{"chunk_losses", chunk_losses},
      Pass{"expand", expand_unclaimed, kRequired},
      Pass{"simplify_expanded", simplify},
      Pass{"fold_expanded_constants", fold_constants},
      Pass{"common_expanded_subexpressions", share_common_subexpressions},
      Pass{"fuse", fuse_scalar_clusters},
      Pass{"dead_code", remove_dead_code},
  };
  return passes;
}

Graph run_passes(Graph graph, const PassContext& context, const PassOptions& options,
                 std::vector<PassTiming>* timings) {
  const auto skipped = [&](const std::string& name) {
    return std::find(options.skip.begin(), options.skip.end(), name) != options.skip.end();
  };
  for (const std::string& name : options.skip) {
    const auto known = [&](const Pass& p) { return p.name == name; };
    if (name != "all" && std::none_of(pipeline().begin(), pipeline().end(), known))
      throw Error("unknown_pass", text("there is no pass \"{}\"", "没有名为 \"{}\" 的遍", name));
  }
  for (const Pass& pass : pipeline()) {
    if (!pass.required && (skipped("all") || skipped(pass.name))) continue;
    const auto start = std::chrono::steady_clock::now();
    const std::uint32_t before = graph.size();
    graph = pass.run(graph, context);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (timings) timings->push_back({pass.name, seconds.count(), before, graph.size()});
    if (options.verify_each) verify(graph);
    if (options.dump) options.dump(pass.name, graph);
  }
  return graph;
}

}  // namespace ingot
