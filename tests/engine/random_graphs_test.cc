// Random graphs, differentially: f64 against f32, the reference against the CPU backend, passes on
// against off, one thread against two; values and gradients.
//
// INGOT_GRAPHS   how many graphs (default 300)
// INGOT_SEED     the first graph's seed (default: from the clock)
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <set>

#include "tests/engine/shrink.h"

namespace ingot::testing {
namespace {

std::uint64_t number_of(const char* name, std::uint64_t otherwise) {
  const char* given = std::getenv(name);
  return given ? std::strtoull(given, nullptr, 10) : otherwise;
}

TEST(RandomGraphs, GiveTheSameNumbersWhateverRunsThem) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::uint64_t first = number_of(
      "INGOT_SEED", static_cast<std::uint64_t>(
                        std::chrono::duration_cast<std::chrono::milliseconds>(now).count()));
  const std::uint64_t count = number_of("INGOT_GRAPHS", 300);
  std::cout << count << " graphs from INGOT_SEED=" << first << std::endl;
  DifferentialRuns runs;
  std::set<std::string> ops;
  std::size_t nodes = 0, gradients = 0, failures = 0;
  for (std::uint64_t seed = first; seed < first + count && failures < 20; ++seed) {
    const RandomGraph graph = random_graph(seed);
    nodes += graph.graph.size();
    for (std::uint32_t id = 0; id < graph.graph.size(); ++id)
      ops.insert(graph.graph.node(id).op->name);
    for (const What what : {What::values, What::gradients}) {
      const std::string failure = runs.check(graph, what);
      gradients += what == What::gradients && runs.differentiated() ? 1 : 0;
      if (failure.empty()) continue;
      ++failures;
      const RandomGraph small = shrink(graph, what, runs);
      ADD_FAILURE() << "INGOT_SEED=" << seed << " INGOT_GRAPHS=1, "
                    << (what == What::values ? "values" : "gradients") << ": " << failure
                    << "\nsmallest: " << runs.check(small, what) << "\n"
                    << to_string(small.graph) << inputs_of(small);
      break;
    }
  }
  const Compared& c = runs.compared();
  std::cout << nodes << " nodes of " << ops.size() << " ops, " << gradients
            << " graphs differentiated, " << c.elements
            << " elements compared, of which rounding decides " << c.unstable << "; "
            << c.largest_share << " of a tolerance used\n";
}

}  // namespace
}  // namespace ingot::testing
