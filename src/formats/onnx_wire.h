// ONNX files as bytes: large weights lie aligned in the file and are not copied when it is parsed.
#pragma once

#include <span>
#include <vector>

#include "formats/onnx_proto.h"

namespace ingot {

/// The message as a file. Weights of 1 KiB or more begin at multiples of 64 bytes, and something
/// follows each of them; the blanks before them are a doc_string.
[[nodiscard]] std::string serialize_onnx(onnx::ModelProto model);

struct OnnxParts {
  /// Without the bytes in `raw`, whose initializers have an empty raw_data.
  onnx::ModelProto model;
  /// For each initializer its raw_data within the file; empty where the message has it.
  std::vector<std::span<const std::byte>> raw;
};
/// errors    bad_onnx
[[nodiscard]] OnnxParts parse_onnx(std::span<const std::byte> file);

}  // namespace ingot
