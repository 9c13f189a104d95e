// A model of encoded columns as one of the columns themselves.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

struct OnnxColumn {
  std::string name;
  std::string type;  ///< "text", "number" or "time"
};

struct OnnxTable {
  std::string model;  ///< the bytes of an ONNX file
  std::vector<OnnxColumn> columns;
};

/// The encoders of a pipeline as operators before those of the model: an input for each column in
/// place of the input "input", each (batch, 1).
///
/// text     string: the cell without blanks around it, nothing where it is missing
/// number   f64, NaN where it is missing
/// time     f64, seconds since 1970, NaN where it is missing
///
/// model      as a product of tables has it
/// pipeline   pipeline.json
/// errors     not_exportable (names the column): text has no form in ONNX; bad_onnx, bad_pipeline
[[nodiscard]] OnnxTable with_columns(std::span<const std::byte> model, std::string_view pipeline);

}  // namespace ingot
