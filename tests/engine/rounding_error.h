// What a graph's outputs are and how far rounding may move them.
//
// The truth is the graph in f64. Its f32 outputs may differ by what the f32 reference itself is off
// and by what noise does: the f64 graph runs again with each rounded element off by about one f32
// rounding (Monte Carlo arithmetic: Parker 1997). An element that noise throws far, such as a
// position among near ties, so has a wide tolerance; one that no rounding reaches has none.
#pragma once

#include <vector>

#include "graph/op_def.h"

namespace ingot::testing {

/// The same graph with f64 in the place of f32.
[[nodiscard]] Graph in_f64(const Graph& graph);
/// Ops that are defined by others, replaced by those.
[[nodiscard]] Graph expanded(const Graph& graph);

/// Each node's outputs on the reference, in the order of nodes and outputs.
[[nodiscard]] std::vector<std::vector<Tensor>> all_values(const Graph& graph,
                                                          const std::vector<Tensor>& inputs);
/// Whether all elements are small multiples of 1/16: sums and products of them round nowhere.
[[nodiscard]] bool is_dyadic(const Tensor& t);
/// For each node of an expanded graph, whether its values come out alike in f32 and f64, because
/// nothing on the way to them is rounded.
[[nodiscard]] std::vector<bool> exact_nodes(const Graph& graph,
                                            const std::vector<std::vector<Tensor>>& values);

struct Expected {
  std::vector<Tensor> outputs;    ///< in f64
  std::vector<Tensor> reference;  ///< in f32
  /// By output and element; kUnstable where rounding decides what comes out.
  std::vector<std::vector<double>> tolerance;
};
inline constexpr double kUnstable = -1;

/// `wide` is `graph` in f64. The more runs with noise, the rarer a tie that none of them turns.
[[nodiscard]] Expected expect(const Graph& graph, const Graph& wide,
                              const std::vector<Tensor>& inputs, int noisy_runs);

/// How many elements were compared, and how many of them had no tolerance but "anything".
struct Compared {
  std::size_t elements = 0, unstable = 0;
  double largest_share = 0;  ///< of its tolerance that an element used
};
/// The first element that is outside its tolerance, as a sentence; empty when there is none.
[[nodiscard]] std::string difference(const Expected& expected, const std::vector<Tensor>& outputs,
                                     Compared& compared);

}  // namespace ingot::testing
