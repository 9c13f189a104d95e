// Texts to a model that tells their hidden tokens, from which others start.
#include "features/padded_tokens.h"
#include "generate/text_generator.h"
#include "predict/open_network.h"
#include "tasks/language_build.h"
#include "tasks/language_evaluation.h"
#include "train/masked_rows.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

BuildResult build_masked(const BuildRequest& request, Progress& progress) {
  return LanguageBuild(language_task(kMaskedLanguageModel), request, progress).start();
}

BuildResult resume_masked(const fs::path& folder, const std::string& home, Progress& progress) {
  return LanguageBuild(language_task(kMaskedLanguageModel), resumed_request(folder, home), progress)
      .resume(folder);
}

ScoredData score_masked(const fs::path& folder, const std::string& data,
                        const DataOptions& options) {
  const LanguagePipeline pipeline = read_language_pipeline(folder);
  const LanguagePart part =
      read_language_part(pipeline.tokenizer, data, options.table, TextForm::lines);
  if (part.starts.size() < 2) throw Error("no_rows", text("{} has no text", "{} 中没有文本", data));
  const PaddedTokens padded = padded_tokens(pipeline.tokenizer);
  const MaskedRows rows({part.tokens, part.starts, padded.shift, padded.mask, padded.count},
                        pipeline.context, 0);
  Inference model = open_network(folder / kModelFile, {.num_threads = options.num_threads});
  const Evaluation evaluation = evaluate_masked(model, rows, 0);
  return {evaluation,
          {{"product", folder.string()},
           {"task", kMaskedLanguageModel},
           {"rows", {{"train", 0}, {"valid", 0}, {"test", rows.size()}}},
           {"metrics", {{"test", metrics_to_json(evaluation)}}}}};
}

PredictedRows predict_masked(const fs::path& folder, const std::string&, const DataOptions&) {
  throw Error("wrong_usage", text("{} is there for other models to start from",
                                  "{} 供其他模型继续学习", folder.string()))
      .fix(text("ingot build DATA --target COL --model bert --from {}",
                "ingot build 数据 --target 列 --model bert --from {}", folder.string()));
}

}  // namespace

TaskDef define_masked_language_model_task() {
  return {.name = kMaskedLanguageModel,
          .summary =
              text("texts to a model that others start from", "由文本得到供其他模型继续学习的模型"),
          .build = build_masked,
          .resume = resume_masked,
          .evaluate = score_masked,
          .predict = predict_masked};
}

}  // namespace ingot
