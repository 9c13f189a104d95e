// The op records' samples as runnable cases.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/op_def.h"

namespace ingot::testing {

/// What inputs are drawn from.
struct Range {
  double low = -2, high = 2;
  bool given = false;
};

/// A sample's text in parts.
struct ParsedSample {
  std::vector<std::optional<TensorType>> inputs;
  Attrs attrs;
  std::map<int, Range> ranges;  ///< by input; -1: all inputs
  bool kinks = false, nograd = false;
  [[nodiscard]] Range range_of(int input) const;
};
[[nodiscard]] ParsedSample parse_sample(const OpDef& op, const std::string& sample);

/// One sample of one op: a graph with inputs "0", "1" ... and outputs "0", "1" ...
struct Case {
  const OpDef* op = nullptr;
  std::string sample;
  Graph graph;
  std::vector<Tensor> inputs;
  bool differentiable = false;
};

[[nodiscard]] std::string name_of(const Case& c);

/// Parses a sample and draws its inputs from a generator seeded by op and sample. With `as_f64` all
/// floats become f64.
[[nodiscard]] Case make_case(const OpDef& op, const std::string& sample, DType as_float);
/// Every sample of every op, as written.
[[nodiscard]] std::vector<Case> all_cases();
/// In f64, where the record says that a gradient exists.
[[nodiscard]] std::vector<Case> differentiable_cases();

/// Runs a graph on the reference with every pass off.
[[nodiscard]] std::vector<Tensor> run_reference(const Graph& graph, std::vector<Tensor> inputs);

}  // namespace ingot::testing
