// The files of a product, and how far a folder has come to be one.
#pragma once

#include <filesystem>
#include <string>

#include "formats/manifest.h"

namespace ingot {

inline constexpr const char* kPipelineFile = "pipeline.json";
inline constexpr const char* kModelFile = "model.onnx";
inline constexpr const char* kReportFile = "report.html";
inline constexpr const char* kCardFile = "card.md";
inline constexpr const char* kSamplesFile = "samples.json";
inline constexpr const char* kCheckpointFolder = "checkpoint";
/// Within the checkpoint's folder: what was asked for, and where training stands.
inline constexpr const char* kRunFile = "run.json";
inline constexpr const char* kTrainingFile = "training.safetensors";

enum class ProductState : std::uint8_t { absent, other, unfinished, finished };

/// `finished`: there is a manifest, which is written last. `unfinished`: a build has begun there.
/// `other`: a file or folder that is no product.
[[nodiscard]] ProductState product_state(const std::filesystem::path& folder);

/// errors    not_a_product, unfinished_product unless the folder holds a finished product
void require_finished(const std::filesystem::path& folder);

/// Makes the folder of a new product with `run_json` in it, at once or not at all: `wanted`, or
/// where something is there already, the first free one of `wanted`-2, `wanted`-3 ...
///
/// errors    file_unwritable, disk_full
struct NewFolder {
  std::filesystem::path path;
  int version = 1;
};
[[nodiscard]] NewFolder begin_product(const std::filesystem::path& wanted,
                                      const std::string& run_json);

}  // namespace ingot
