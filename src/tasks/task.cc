#include "tasks/task.h"

#include "data/text_folder.h"
#include "nn/spec_view.h"
#include "tasks/language.h"

namespace ingot {

const TaskDef& find_task(const std::string& name) {
  return find_record(task_registry(), name, "unknown_task",
                     text("there is no task", "没有这样的任务"));
}

const TaskDef& task_for(const BuildRequest& request) {
  if (!request.task.empty()) return find_task(request.task);
  if (request.target.empty() && is_text_file(request.data)) return find_task(kLanguageModel);
  const bool table = !request.table.sql.empty() || is_table(request.data);
  return find_task(table ? "tabular-classification" : "image-classification");
}

nlohmann::json metrics_to_json(const Evaluation& evaluation) {
  nlohmann::json metrics = nlohmann::json::object();
  for (const MetricValue& m : evaluation.metrics)
    metrics[m.name] = m.value ? nlohmann::json(*m.value) : nlohmann::json(nullptr);
  return metrics;
}

}  // namespace ingot
