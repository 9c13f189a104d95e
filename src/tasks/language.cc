#include "tasks/language.h"

#include "formats/product_folder.h"
#include "generate/text_generator.h"
#include "predict/open_network.h"
#include "tasks/language_build.h"
#include "tasks/language_evaluation.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

BuildResult build_language(const BuildRequest& request, Progress& progress) {
  return LanguageBuild(language_task(request.task), request, progress).start();
}

BuildResult resume_language(const fs::path& folder, const std::string& home, Progress& progress) {
  const std::string task = read_run(folder).at("task").get<std::string>();
  return LanguageBuild(language_task(task), resumed_request(folder, home), progress).resume(folder);
}

ScoredData evaluate_text(const fs::path& folder, const std::string& data,
                         const DataOptions& options) {
  const Manifest manifest = load_manifest(folder);
  const LanguageTask& task = language_task(manifest.task);
  const LanguagePipeline pipeline = read_language_pipeline(folder);
  BuildRequest request = request_from_json(manifest.options);
  request.data = data;
  request.table = options.table;
  const TextForm form = pipeline.answers() ? TextForm::answers : task.form;
  const LanguagePart part = read_language_part(pipeline, request, form, options.progress);
  LanguageRows how{form, pipeline.context, padded_tokens(pipeline.tokenizer)};
  how.seed = static_cast<std::uint64_t>(request.seed);  // hides the tokens that the build hid
  if (is_too_short(part, form, pipeline.context))
    throw Error("no_rows", text("{} has {} tokens", "{} 只有 {} 个词元", data, part.tokens.size()))
        .expected(form == TextForm::running ? text("more than the model's context of {}",
                                                   "多于模型的上下文 {}", pipeline.context)
                                            : text("at least one row of text", "至少一行文本"));
  Inference model = open_network(folder / kModelFile, {.num_threads = options.num_threads});
  // Once masked models told all places of a row, without being given those of hidden tokens.
  if (form == TextForm::lines && model.plan_for(1).inputs.size() < 2)
    throw Error("older_product",
                text("{} was built by an earlier version", "{} 由较早的版本构建", folder.string()))
        .fix(text("build it anew; --from takes its weights as they are",
                  "请重新构建; --from 可直接使用其权重"));
  const Evaluation evaluation = evaluate_language(model, part, how, how.seed);
  const std::int64_t rows =
      form == TextForm::running ? std::ssize(part.tokens) : std::ssize(part.starts) - 1;
  return {evaluation,
          {{"product", folder.string()},
           {"task", task.name},
           {"rows", {{"train", 0}, {"valid", 0}, {"test", rows}}},
           {"metrics", {{"test", metrics_to_json(evaluation)}}}}};
}

// The likeliest answer to each question, token by token.
PredictedRows answer_questions(const fs::path& folder, const std::string& data,
                               const DataOptions& options) {
  TextGenerator generator(folder, {.num_threads = options.num_threads});
  const LanguagePipeline& pipeline = generator.pipeline();
  const std::vector<std::string> questions = read_questions(data, options.table, pipeline.question);
  PredictedRows rows{.scores = Tensor(f32, {std::ssize(questions)})};
  for (const std::string& question : questions) {
    const WrittenText answer = generator.generate(
        {.prompt = question, .max_tokens = pipeline.context, .sampling = {.temperature = 0}});
    rows.scores.set(std::ssize(rows.texts), answer.confidence);
    rows.texts.push_back(answer.text);
  }
  return rows;
}

PredictedRows predict_text(const fs::path& folder, const std::string& data,
                           const DataOptions& options) {
  if (read_language_pipeline(folder).answers()) return answer_questions(folder, data, options);
  const LanguageTask& task = language_task(load_manifest(folder).task);
  const Text& title = task.title;
  const std::string next = fmt::format(fmt::runtime(task.next), folder.string());
  throw Error("wrong_usage",
              {fmt::format("{} answers no rows: it is {}", folder.string(), title.en),
               fmt::format("{} 不对各行作答：它是{}", folder.string(), title.zh)})
      .fix({next, next});
}

}  // namespace

TaskDef language_task_def(const char* name, Text summary) {
  return {.name = name,
          .summary = std::move(summary),
          .next = language_task(name).next,
          .build = build_language,
          .resume = resume_language,
          .evaluate = evaluate_text,
          .predict = predict_text};
}

const LanguageTask& language_task(const std::string& name) {
  static const LanguageTask running{
      kLanguageModel,
      TextForm::running,
      "gpt",
      ModelRows::language,
      text("a language model", "语言模型"),
      "Writes text like that it was trained on. What it writes may be wrong, and may repeat what "
      "it read.",
      "ingot generate {} --prompt \"...\""};
  static const LanguageTask lines{
      kMaskedLanguageModel,
      TextForm::lines,
      "bert-mlm",
      ModelRows::masked,
      text("a model of texts to start others from", "供其他模型继续学习的文本模型"),
      "Tells hidden tokens of texts like those it was trained on: other models start from it.",
      "ingot build ROWS.csv --target COLUMN --model bert --from {}"};
  return name == kMaskedLanguageModel ? lines : running;
}

}  // namespace ingot
