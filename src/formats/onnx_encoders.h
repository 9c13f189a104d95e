// The encoders of a table's columns as ONNX operators.
#pragma once

#include <nlohmann/json.hpp>

#include "features/column_profile.h"
#include "formats/onnx_steps.h"

namespace ingot {

/// A column on its way through the graph.
struct OnnxCells {
  const ColumnProfile& profile;
  std::string texts;       ///< string (rows, 1); empty where the input holds numbers
  std::string numbers;     ///< f64 (rows, 1), NaN where there is none; empty where cells are texts
  std::string is_missing;  ///< boolean (rows, 1), of `numbers`
};

/// One encoder of a column, fitted.
struct OnnxEncoder {
  std::string name;
  const nlohmann::json& values;
  std::string deviates = {};  ///< f64 (rows, 1): of normal_share, where it takes that
};

/// Whether it takes numbers or points of time, not texts.
[[nodiscard]] bool encodes_numbers(const std::string& encoder);
/// Whether it takes the normal deviate of its share: those of all columns are found together.
[[nodiscard]] bool takes_deviates(const OnnxEncoder& encoder);

/// f64 (rows, 1): the share of the training rows below each number.
[[nodiscard]] std::string normal_share(OnnxSteps& steps, const OnnxEncoder& encoder,
                                       const OnnxCells& cells);
/// f32 (rows, features); empty where it has none.
/// errors    not_exportable (names the column); those of nlohmann::json
[[nodiscard]] std::string encoded(OnnxSteps& steps, const OnnxEncoder& encoder,
                                  const OnnxCells& cells);

/// f64 (rows, 1): the place in its order of each text of a column of words, NaN for others.
[[nodiscard]] std::string places_in_order(OnnxSteps& steps, const OnnxCells& cells);

[[nodiscard]] Error column_not_exportable(const std::string& column, const Text& why);

}  // namespace ingot
