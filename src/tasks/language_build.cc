#include "tasks/language_build.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/memory.h"
#include "evaluate/report.h"
#include "formats/onnx.h"
#include "formats/product_folder.h"
#include "generate/text_generator.h"
#include "nn/step.h"
#include "predict/open_network.h"
#include "tasks/decisions.h"
#include "tasks/language_evaluation.h"
#include "tasks/program_facts.h"
#include "tasks/training_line.h"
#include "tasks/training_stops.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kSampleTexts = 3, kSampleTokens = 300;

BuildRequest with_model(BuildRequest request, const LanguageTask& task) {
  if (request.model == "auto") request.model = task.model;
  return request;
}

Network network_for(const BuildRequest& request, const TrainingSettings& settings,
                    const LanguageTask& task, std::int64_t context, std::int64_t vocabulary) {
  const ModelDef& model = find_model(request.model);
  if (model.rows != task.rows)
    throw Error("wrong_usage",
                text("{} is no model for {}", "{} 不适用于 {}", request.model, task.name))
        .expected(text("such as {}", "例如 {}", task.model))
        .where(text("--model, command line", "--model, 命令行"));
  const SpecView options(settings.model, {}, model.options);
  return model.make({.options = options, .input_shape = {context}, .num_classes = vocabulary});
}

TrainingSetup setup_for(const BuildRequest& request, const TrainingSettings& settings,
                        const Network& network, std::int64_t rows) {
  constexpr double kUpdates = 3500;
  TrainingSetup setup = training_setup(request, settings, network);
  if (!request.epochs)
    setup.epochs = std::clamp<std::int64_t>(
        std::llround(kUpdates * static_cast<double>(setup.batch) / static_cast<double>(rows)), 1,
        200);
  setup.keep_best = "loss";
  return setup;
}

BuildRequest network_request(const BuildRequest& request) {
  BuildRequest own = request;
  own.settings = network_settings(request);
  return own;
}

// One token at a time, and sixteen for prompts; caches for so many tokens, and more, up to all.
std::vector<DecodeStep> decode_steps(const Network& network, std::int64_t context) {
  std::vector<DecodeStep> steps;
  for (std::int64_t capacity = std::min<std::int64_t>(64, context);;
       capacity = std::min(4 * capacity, context)) {
    for (const std::int64_t tokens : {1, 16})
      if (tokens <= capacity)
        steps.push_back({tokens, capacity, trace_decoding(network, tokens, capacity).graph});
    if (capacity == context) return steps;
  }
}

// Tokens that the network knows.
std::int64_t vocabulary_of(const LanguageRows& how, const Tokenizer& tokenizer) {
  return how.form == TextForm::lines ? how.padded.count : tokenizer.vocabulary_size();
}

}  // namespace

LanguageBuild::LanguageBuild(const LanguageTask& task, BuildRequest request, Progress& progress)
    : task_(task),
      request_(with_model(std::move(request), task)),
      progress_(progress),
      language_((stages_.begin("read"), read_language_settings(request_, task.form))),
      texts_(open_language_texts(request_, language_, progress)),
      how_{task.form, language_.context, padded_tokens(texts_.tokenizer),
           static_cast<std::uint64_t>(request_.seed)},
      train_(language_rows(texts_.train, how_)),
      valid_(language_rows(texts_.valid, how_)),
      settings_(read_settings(find_model(request_.model), network_settings(request_))),
      network_(network_for(request_, settings_, task, language_.context,
                           vocabulary_of(how_, texts_.tokenizer))),
      setup_(setup_for(network_request(request_), settings_, network_, train_->size())),
      decisions_(texts_.decisions) {
  if (request_.time_seconds > 0) deadline_.emplace(request_.time_seconds);
  make_trainer();
  tell(progress_, decisions_);
}

void LanguageBuild::make_trainer() {
  stages_.begin("compile");
  State given;
  if (!request_.from.empty()) given = starting_weights(request_.from, network_);
  trainer_ = std::make_unique<Trainer>(setup_, *train_, valid_.get(), std::move(given));
}

// As many as there is time for, so that the schedule comes down to zero just then.
void LanguageBuild::plan_epochs() {
  if (!deadline_) return;
  constexpr double kForTraining = 0.85;
  const double epochs = kForTraining * deadline_->seconds_left() / trainer_->seconds_per_epoch();
  const std::int64_t most = std::max<std::int64_t>(1, std::llround(std::floor(epochs)));
  if (request_.epochs || most == setup_.epochs) return;
  setup_.epochs = most;
  request_.epochs = most;
  decisions_.push_back({text("epochs", "轮数"), text("{}", "{}", most),
                        text("so many the given time allows", "给定的时间允许这么多")});
  make_trainer();
  tell(progress_, {decisions_.back()});
}

json LanguageBuild::rows_json() const {
  return {{"train", texts_.train.tokens.size()},
          {"valid", texts_.valid.tokens.size()},
          {"test", texts_.test.tokens.size()}};
}

BuildResult LanguageBuild::start() {
  plan_epochs();
  place_ = begin_build(request_,
                       {{"task", task_.name},
                        {"request", to_json(request_)},
                        {"decisions", to_json(decisions_)},
                        {"data_sha256", texts_.sha256}},
                       2 * trainer_->checkpoint_bytes(), progress_);
  return run();
}

BuildResult LanguageBuild::resume(const fs::path& folder) {
  place_ = resume_build(folder, request_, texts_.sha256);
  decisions_ = decisions_from_json(read_run(folder).at("decisions"));
  const fs::path checkpoint = folder / kCheckpointFolder / kTrainingFile;
  if (fs::exists(checkpoint)) trainer_->restore(checkpoint);
  return run();
}

void LanguageBuild::announce() {
  constexpr double kMegabyte = 1e6;
  predicted_bytes_ =
      std::max(peak_resident_bytes(), resident_bytes() + trainer_->predicted_bytes());
  const double seconds =
      trainer_->seconds_per_epoch() * static_cast<double>(trainer_->epochs_left());
  progress_.note(text("{}: {} tokens to train on, {} to validate, {} to test; {} different ones",
                      "{}: 训练 {} 个词元, 验证 {} 个, 测试 {} 个; 共 {} 种", texts_.name,
                      texts_.train.tokens.size(), texts_.valid.tokens.size(),
                      texts_.test.tokens.size(), texts_.tokenizer.vocabulary_size()));
  progress_.note(text("{}: {} parameters, about {:.0f} MB of memory, at most {} of training",
                      "{}: {} 个参数, 约需内存 {:.0f} MB, 训练至多 {}", request_.model,
                      count_parameters(network_).total(),
                      static_cast<double>(predicted_bytes_) / kMegabyte, format_seconds(seconds)));
  if (request_.plan) {
    const std::string steps = describe(trainer_->plan());
    progress_.note({steps, steps});
  }
}

BuildResult LanguageBuild::run() {
  announce();
  stages_.begin("train");
  const fs::path checkpoint = place_.folder / kCheckpointFolder;
  TrainingLine line(progress_);
  CsvLog csv(checkpoint / "history.csv");
  TensorBoardLog events(checkpoint / "events.out.tfevents.ingot");
  StopAfter stop_after(request_.stop_after);
  std::vector<Callback*> callbacks{&line, &csv, &events, &stop_after};
  trainer_->run(callbacks, [&] { trainer_->save(checkpoint / kTrainingFile); });
  const Evaluation evaluation = write_product();
  const Manifest manifest = load_manifest(place_.folder);
  json document = {{"product", place_.folder.string()},
                   {"name", place_.name},
                   {"version", place_.version},
                   {"task", task_.name},
                   {"model", request_.model},
                   {"rows", rows_json()},
                   {"metrics", metrics_},
                   {"seconds", stages_.seconds()},
                   {"memory", memory_json(predicted_bytes_, request_)},
                   {"decisions", to_json(decisions_)},
                   {"model_sha256", manifest.files.at(kModelFile).sha256}};
  return {place_.folder, std::move(document), evaluation};
}

void LanguageBuild::write_samples(Findings& findings) {
  const fs::path& folder = place_.folder;
  write_file(folder / kDecodeFile,
             to_json(decode_steps(network_, language_.context)).dump(1) + "\n");
  TextGenerator generator(folder, {.num_threads = request_.threads});
  json samples = json::array();
  for (std::int64_t i = 0; i < kSampleTexts; ++i) {
    const TextWanted wanted{
        .max_tokens = kSampleTokens,
        .sampling = {.temperature = 0.8, .seed = static_cast<std::uint64_t>(request_.seed + i)}};
    findings.generated.push_back({wanted.prompt, generator.generate(wanted)});
    samples.push_back({{"prompt", wanted.prompt}, {"text", findings.generated.back().text}});
  }
  write_file(folder / kSamplesFile, samples.dump(2) + "\n");
}

Evaluation LanguageBuild::write_product() {
  const fs::path& folder = place_.folder;
  stages_.begin("export");
  write_file(folder / kPipelineFile,
             language_pipeline(texts_.tokenizer, language_.context).dump(1) + "\n");
  const State weights = trainer_->weights();
  write_file(folder / kModelFile, write_onnx(trace_inference(network_, kExportBatch).graph,
                                             {weights.begin(), weights.end()}));
  stages_.begin("evaluate");
  Inference model = open_network(folder / kModelFile, {.num_threads = request_.threads});
  metrics_["valid"] = metrics_to_json(evaluate_language(model, texts_.valid, how_, how_.seed));
  Evaluation evaluation = evaluate_language(model, texts_.test, how_, how_.seed);
  metrics_["test"] = metrics_to_json(evaluation);
  stages_.begin("analyse");
  add_counting_baseline(evaluation, texts_.train, texts_.test, how_,
                        vocabulary_of(how_, texts_.tokenizer));
  Findings findings{.decisions = decisions_};
  if (task_.form == TextForm::running) write_samples(findings);
  stages_.begin("write");
  const ProductFacts facts{
      .name = place_.name,
      .version = place_.version,
      .task = task_.title,
      .created = utc_now(),
      .model = request_.model,
      .parameters = count_parameters(network_).total(),
      .layers = layers_of(network_),
      .history = trainer_->history(),
      .best_epoch = static_cast<std::int64_t>(best_epoch(trainer_->history(), "loss")) + 1,
      .settings = settings_json(settings_, setup_),
      .data = {{"name", texts_.name}, {"sha256", texts_.sha256}, {"rows", rows_json()}},
      .provenance = provenance_of(request_),
      .seconds = stages_.seconds(),
      .memory = memory_json(predicted_bytes_, request_),
      .model_bytes = fs::file_size(folder / kModelFile),
      .limits = task_.limits};
  write_file(folder / kReportFile,
             render_report(report_of(facts, to_json(evaluation),
                                     {to_json(findings, {}), summarise(evaluation, {})})));
  write_file(folder / kCardFile, card_of(facts, evaluation));
  Manifest manifest = manifest_of(facts, task_.name, request_, decisions_);
  manifest.schema = {{"kind", "text"},
                     {"context", language_.context},
                     {"vocabulary", texts_.tokenizer.vocabulary_size()}};
  manifest.metrics = metrics_;
  manifest.model = {{"name", request_.model}, {"spec", to_string(settings_.model)}};
  manifest.optimizer = {{"spec", to_string(settings_.optimizer)}};
  manifest.loss = {{"spec", to_string(settings_.loss)}};
  finish_product(folder, std::move(manifest));
  stages_.end();
  return evaluation;
}

}  // namespace ingot
