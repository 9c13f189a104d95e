// A product's model.onnx, ready to run.
#pragma once

#include <filesystem>

#include "runtime/inference.h"

namespace ingot {

/// The file is mapped, and its weights are used where they lie.
/// errors    those of OnnxReader
[[nodiscard]] Inference open_network(const std::filesystem::path& file, InferenceOptions options);

}  // namespace ingot
