// Pairs of texts to a model that writes the second for a first.
#include <algorithm>

#include "formats/product_folder.h"
#include "generate/translator.h"
#include "predict/open_network.h"
#include "tasks/task.h"
#include "tasks/translation_build.h"
#include "tasks/translation_evaluation.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

BuildResult build_translation(const BuildRequest& request, Progress& progress) {
  return TranslationBuild(request, progress).start();
}

BuildResult resume_translation(const fs::path& folder, const std::string& home,
                               Progress& progress) {
  return TranslationBuild(resumed_request(folder, home), progress).resume(folder);
}

ScoredData evaluate_pairs(const fs::path& folder, const std::string& data,
                          const DataOptions& options) {
  const InferenceOptions how{.num_threads = options.num_threads};
  Translator translator(folder, how);
  const TranslationPipeline& pipeline = translator.pipeline();
  const TextPairs texts = read_test_pairs(data, options.table, pipeline.source, pipeline.target);
  if (options.progress) {
    for (const Text& note : texts.notes) options.progress->note(note);
    if (texts.left_out > 0)
      options.progress->note(text("{} pairs are left out: one side is blank",
                                  "略去 {} 对: 有一侧为空", texts.left_out));
  }
  if (texts.size() == 0)
    throw Error("no_rows", text("{} has no pair of texts", "{} 中没有文本对", data));
  Inference model = open_network(folder / kModelFile, how);
  Evaluation evaluation =
      evaluate_translation(model, translator, texts, 0, options.progress).evaluation;
  nlohmann::json document = {{"product", folder.string()},
                             {"task", kTranslation},
                             {"rows", {{"train", 0}, {"valid", 0}, {"test", texts.size()}}},
                             {"metrics", {{"test", metrics_to_json(evaluation)}}}};
  return {std::move(evaluation), std::move(document)};
}

PredictedRows predict_translations(const fs::path& folder, const std::string& data,
                                   const DataOptions& options) {
  Translator translator(folder, {.num_threads = options.num_threads});
  const std::vector<std::string> sources = read_sources(data, options.table, translator.pipeline());
  PredictedRows rows{.scores = Tensor(f32, {std::ssize(sources)})};
  for (Translation& translation : translate_all(translator, sources, options.progress)) {
    rows.scores.set(std::ssize(rows.texts), translation.confidence);
    rows.texts.push_back(std::move(translation.text));
  }
  return rows;
}

}  // namespace

TaskDef define_translation_task() {
  return {.name = kTranslation,
          .summary = text("pairs of texts to a model that writes the second for a first",
                          "由成对文本得到翻译模型"),
          .next = "ingot generate {} --prompt \"...\"",
          .build = build_translation,
          .resume = resume_translation,
          .evaluate = evaluate_pairs,
          .predict = predict_translations};
}

}  // namespace ingot
