// A task: everything between a kind of data and a product.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "evaluate/prediction_file.h"
#include "ingot/data.h"
#include "ingot/evaluate.h"
#include "tasks/build_request.h"

namespace ingot {

struct BuildResult {
  std::filesystem::path folder;
  nlohmann::json document;  ///< what `build --json` prints
  Evaluation evaluation;    ///< on rows that the model never saw
};

/// What `evaluate` and `predict` say of rows.
struct ScoredData {
  Evaluation evaluation;
  nlohmann::json document;
};

struct TaskDef {
  std::string name;
  Text summary;
  /// What to do with a product, {} is its folder.
  std::string next = {};
  /// The whole way to a product. errors: whatever is wrong with the data or the request, before
  /// anything is written
  BuildResult (*build)(const BuildRequest& request, Progress& progress) = nullptr;
  /// Goes on with an unfinished build.
  BuildResult (*resume)(const std::filesystem::path& folder, const std::string& home,
                        Progress& progress) = nullptr;
  /// Figures of a product on a data set's own test part, or on all rows where there is none.
  ScoredData (*evaluate)(const std::filesystem::path& folder, const std::string& data,
                         const DataOptions& options) = nullptr;
  /// What a product says of the rows of `data`.
  PredictedRows (*predict)(const std::filesystem::path& folder, const std::string& data,
                           const DataOptions& options) = nullptr;
};

/// All tasks in the order of their names; generated from src/tasks.
[[nodiscard]] const std::vector<TaskDef>& task_registry();
/// errors    unknown_task, with a near name
[[nodiscard]] const TaskDef& find_task(const std::string& name);

/// The task that the request names; else that of its data: tagged sentences (.conll), a .txt file
/// without a target (a language model), a folder of texts in two languages (translation), a table
/// (classes or a number, by its target) or pictures. errors: unknown_task
[[nodiscard]] const TaskDef& task_for(const BuildRequest& request);

/// Metric names to values; null where a metric is undefined.
[[nodiscard]] nlohmann::json metrics_to_json(const Evaluation& evaluation);

}  // namespace ingot
