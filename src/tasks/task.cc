#include "tasks/task.h"

#include "data/parallel_text.h"
#include "data/text_folder.h"
#include "nn/spec_view.h"
#include "tasks/language.h"
#include "tasks/tag_build.h"
#include "tasks/translation_build.h"

namespace ingot {

const TaskDef& find_task(const std::string& name) {
  return find_record(task_registry(), name, "unknown_task",
                     text("there is no task", "没有这样的任务"));
}

const TaskDef& task_for(const BuildRequest& request) {
  if (!request.task.empty()) return find_task(request.task);
  if (is_tagged_data(request.data)) return find_task(kTagging);
  if (request.target.empty() && is_text_file(request.data)) return find_task(kLanguageModel);
  if (!request.target.empty() && languages_of_folder(request.data).contains(request.target))
    return find_task(kTranslation);
  const bool table = !request.table.sql.empty() || is_table(request.data);
  // Which language is which is asked there.
  if (!table && is_parallel_folder(request.data)) return find_task(kTranslation);
  return find_task(table ? "tabular-classification" : "image-classification");
}

nlohmann::json metrics_to_json(const Evaluation& evaluation) {
  nlohmann::json metrics = nlohmann::json::object();
  for (const MetricValue& m : evaluation.metrics)
    metrics[m.name] = m.value ? nlohmann::json(*m.value) : nlohmann::json(nullptr);
  return metrics;
}

}  // namespace ingot
