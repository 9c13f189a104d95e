// Nodes that are written into an ONNX graph one after the other, by the names of their results.
#pragma once

#include <set>

#include "formats/onnx_rows.h"
#include "formats/onnx_tensor.h"

namespace ingot {

class OnnxSteps {
 public:
  /// taken   names that no result may have
  OnnxSteps(onnx::GraphProto& graph, std::set<std::string> taken)
      : graph_(graph), taken_(std::move(taken)) {}

  /// The name of the node's one result: `output` where it is given.
  std::string add(const OnnxNode& node, std::string output = {});
  std::string constant(const Tensor& value);
  /// One f64 number.
  std::string number(double value);
  /// f64 (numbers).
  std::string numbers(const std::vector<double>& values);
  std::string cast(const std::string& value, DType dtype);
  /// f64 or i64 (rows, 1) compared with a constant (n): f32 (rows, n), 1 where they are equal.
  std::string one_hot(const std::string& value, const std::string& among);
  /// `value` where `condition` does not hold, else the constant `otherwise`.
  std::string unless(const std::string& condition, const std::string& value,
                     const std::string& otherwise);
  /// Side by side.
  std::string joined(const std::vector<std::string>& values);

 private:
  std::string next_name();

  onnx::GraphProto& graph_;
  std::set<std::string> taken_;
  std::int64_t next_ = 0;
};

/// The deviates of a standard normal distribution for shares, f64 of any shape, from 0.0001 to
/// 0.9999.
/// source    Wichura 1988, algorithm AS 241 (PPND16)
[[nodiscard]] std::string normal_deviates(OnnxSteps& steps, const std::string& shares);

}  // namespace ingot
