// ONNX files as bytes: large weights lie aligned in the file and are not copied when it is parsed.
#pragma once

#include <vector>

#include "formats/onnx_tensor.h"

namespace ingot {

/// The message as a file. Weights of 1 KiB or more begin at multiples of 64 bytes, and something
/// follows each of them; the blanks before them are a doc_string.
[[nodiscard]] std::string serialize_onnx(onnx::ModelProto model);

struct OnnxParts {
  /// Without the bytes in `raw`, whose initializers have an empty raw_data.
  onnx::ModelProto model;
  /// For each initializer its raw_data within the file; empty where the message has it.
  std::vector<OnnxRawData> raw;
};
/// `owner` keeps the file's bytes alive; null: raw data have no owner either.
///
/// errors    bad_onnx
[[nodiscard]] OnnxParts parse_onnx(std::span<const std::byte> file,
                                   const std::shared_ptr<void>& owner = nullptr);

}  // namespace ingot
