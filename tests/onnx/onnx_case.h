// An op's sample as an ONNX file can hold it.
#pragma once

#include "tests/engine/samples.h"

namespace ingot::testing {

/// The sample's op with inputs "x0", "x1" ... and outputs "y0", "y1" ...: in a file the two share
/// one set of names.
[[nodiscard]] inline Graph with_onnx_names(const Case& c) {
  const Node& node = c.graph.node(c.graph.outputs().at(0).value.node);
  Builder g;
  Values inputs;
  for (const ValueId v : node.inputs)
    inputs.push_back(
        v.node == kNoNode ? Value() : g.input(fmt::format("x{}", inputs.size()), c.graph.type(v)));
  const Values outputs = g.emit(*node.op, inputs, node.attrs);
  for (std::size_t i = 0; i < outputs.size(); ++i) g.output(fmt::format("y{}", i), outputs[i]);
  return g.take();
}

}  // namespace ingot::testing
