// Encoded columns as ONNX operators, beside what the pipeline makes of the same cells.
#pragma once

#include <string>
#include <vector>

#include "ingot/table.h"
#include "ingot/tensor.h"

namespace ingot::testing {

struct OnnxTableCase {
  std::string model;                 ///< the bytes of a file; its output "features"
  std::vector<std::string> texts;    ///< names of the inputs that are strings ...
  std::vector<std::string> numbers;  ///< ... and of those that are f64
  Table rows;
  std::vector<Tensor> values;  ///< (rows, 1) of each of `numbers`
  Tensor features;
};

/// Rows of every kind of column, with missing, rare, unknown and far values.
[[nodiscard]] OnnxTableCase table_columns_case(std::int64_t rows);

}  // namespace ingot::testing
