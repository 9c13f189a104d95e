// What the tasks on pictures and their classes do alike.
#pragma once

#include "tasks/task.h"

namespace ingot {

[[nodiscard]] BuildResult resume_image_build(const std::filesystem::path& folder,
                                             const std::string& home, Progress& progress);
[[nodiscard]] ScoredData evaluate_image_product(const std::filesystem::path& folder,
                                                const std::string& data,
                                                const DataOptions& options);

[[nodiscard]] PredictedRows predict_image_product(const std::filesystem::path& folder,
                                                  const std::string& data,
                                                  const DataOptions& options);

}  // namespace ingot
