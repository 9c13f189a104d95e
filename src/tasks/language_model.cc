// A text to a model that tells what comes next, and writes.
#include "generate/text_generator.h"
#include "predict/open_network.h"
#include "tasks/language_build.h"
#include "tasks/language_evaluation.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

BuildResult build_language(const BuildRequest& request, Progress& progress) {
  return LanguageBuild(language_task(kLanguageModel), request, progress).start();
}

BuildResult resume_language(const fs::path& folder, const std::string& home, Progress& progress) {
  return LanguageBuild(language_task(kLanguageModel), resumed_request(folder, home), progress)
      .resume(folder);
}

ScoredData evaluate_text(const fs::path& folder, const std::string& data,
                         const DataOptions& options) {
  const LanguagePipeline pipeline = read_language_pipeline(folder);
  const LanguagePart part =
      read_language_part(pipeline.tokenizer, data, options.table, TextForm::running);
  if (std::ssize(part.tokens) <= pipeline.context)
    throw Error("no_rows", text("{} has {} tokens", "{} 只有 {} 个词元", data, part.tokens.size()))
        .expected(
            text("more than the model's context of {}", "多于模型的上下文 {}", pipeline.context));
  Inference model = open_network(folder / kModelFile, {.num_threads = options.num_threads});
  const Evaluation evaluation = evaluate_language(model, part, pipeline.context, 0);
  return {evaluation,
          {{"product", folder.string()},
           {"task", kLanguageModel},
           {"rows", {{"train", 0}, {"valid", 0}, {"test", part.tokens.size()}}},
           {"metrics", {{"test", metrics_to_json(evaluation)}}}}};
}

PredictedRows predict_text(const fs::path& folder, const std::string&, const DataOptions&) {
  throw Error("wrong_usage", text("{} writes texts, it answers no rows",
                                  "{} 生成文本, 不对各行作答", folder.string()))
      .fix(text("ingot generate {} --prompt \"...\"", "ingot generate {} --prompt \"...\"",
                folder.string()));
}

}  // namespace

TaskDef define_language_model_task() {
  return {.name = kLanguageModel,
          .summary = text("a text to a model that writes", "从文本到会写作的模型"),
          .build = build_language,
          .resume = resume_language,
          .evaluate = evaluate_text,
          .predict = predict_text};
}

}  // namespace ingot
