#include "tasks/network_build.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/memory.h"
#include "evaluate/report.h"
#include "formats/onnx.h"
#include "formats/product_folder.h"
#include "nn/step.h"
#include "predict/open_network.h"
#include "tasks/decisions.h"
#include "tasks/program_facts.h"
#include "tasks/training_line.h"
#include "tasks/training_stops.h"
#include "train/invariance.h"

namespace ingot {

namespace fs = std::filesystem;
using nlohmann::json;

NetworkBuild::NetworkBuild(BuildRequest request, Progress& progress)
    : request_(std::move(request)), progress_(progress) {
  if (request_.time_seconds > 0) deadline_.emplace(request_.time_seconds);
  stages_.begin("read");
}

void require_no_trials(const BuildRequest& request, const std::string& task) {
  for (const auto& [flag, given] : {std::pair("--folds", request.folds > 0),
                                    {"--learning-curve", request.learning_curve},
                                    {"--split", !request.split.empty()},
                                    {"--weights", !request.weights.empty()},
                                    {"--monotone", !request.monotone.empty()},
                                    {"--threshold", !request.threshold.empty()}})
    if (given)
      throw Error("wrong_usage", text("{} has no {}", "{} 没有 {}", task, flag))
          .where(text("{}, command line", "{}, 命令行", flag))
          .fix(text("leave {} out", "去掉 {}", flag));
}

NetworkBuild::~NetworkBuild() {
  INGOT_ASSERT(!trainer_, "the rows of a training are gone before it has ended");
}

void NetworkBuild::plan(TrainingPlan plan, const RowSource& train, const RowSource& valid) {
  settings_ = std::move(plan.settings);
  network_ = std::move(plan.network);
  setup_ = std::move(plan.setup);
  train_ = &train;
  valid_ = &valid;
  if (request_.train_rows > 0) learn_from(request_.train_rows);
  if (request_.check)
    check_invariances({.network = network_,
                       .loss = settings_.loss,
                       .rows = train,
                       .is_causal = plan.is_causal,
                       .longer = std::move(plan.longer),
                       .seed = request_.seed,
                       .num_threads = request_.threads});
  make_trainer();
  tell(progress_, decisions_);
}

void NetworkBuild::learn_from(std::int64_t rows) {
  fewer_ = std::make_unique<SomeRows>(*train_, rows);
  train_ = fewer_.get();
}

void NetworkBuild::make_trainer() {
  stages_.begin("compile");
  State given;
  if (!request_.from.empty()) {
    given = starting_weights(request_.from, network_);
    const std::size_t all = trace_inference(network_, 1).parameters.size();
    if (given.size() < all)
      progress_.note(text("{} of {} weights start from {}; the others fit no weight there",
                          "{1} 个权重中有 {0} 个从 {2} 开始; 其余的与其不符", given.size(), all,
                          request_.from));
  }
  trainer_ = std::make_unique<Trainer>(setup_, *train_, valid_, std::move(given));
}

// As many as there is time for, so that the schedule comes down to zero just then.
void NetworkBuild::plan_epochs() {
  if (!deadline_) return;
  // A row that is only answered costs a third; those to validate are after each epoch and once
  // more, those of the figures are about as many.
  constexpr double kForTraining = 0.85, kAnswered = 1.0 / 3, kLeast = 0.1;
  const double seconds = trainer_->seconds_per_epoch(), left = deadline_->seconds_left();
  const double passes = kAnswered * seconds * static_cast<double>(valid_->size()) /
                        static_cast<double>(train_->size());
  const double epochs = std::max(kForTraining * left - 2 * passes, kLeast * left) /
                        (1 + trainings_after()) / (seconds + passes);
  const std::int64_t most = std::max<std::int64_t>(1, std::llround(std::floor(epochs)));
  if (request_.epochs) return;
  request_.epochs = most;  // so that a repetition has as many, however fast it is
  if (most == setup_.epochs && epochs >= 1) return;
  const std::size_t told = decisions_.size();
  setup_.epochs = most;
  decisions_.push_back({text("epochs", "轮数"), text("{}", "{}", most),
                        text("so many the given time allows", "给定的时间允许这么多")});
  if (epochs < 1) {
    const std::int64_t all = train_->size();
    request_.train_rows = std::max<std::int64_t>(
        setup_.batch, std::llround(std::floor(epochs * static_cast<double>(all))));
    decisions_.push_back(
        {text("training rows", "训练行"),
         text("{} of {}", "{} 行, 共 {} 行", std::min(request_.train_rows, all), all),
         text("there is no time to read all of them once", "时间不足以将全部读一遍")});
    trainer_.reset();
    learn_from(request_.train_rows);
  }
  make_trainer();
  tell(progress_, {decisions_.begin() + static_cast<std::ptrdiff_t>(told), decisions_.end()});
}

BuildResult NetworkBuild::start() {
  plan_epochs();
  const DataFacts data = data_facts();
  place_ = begin_build(request_,
                       {{"task", data.task},
                        {"request", to_json(request_)},
                        {"decisions", to_json(decisions_)},
                        {"data_sha256", data.sha256}},
                       2 * trainer_->checkpoint_bytes(), progress_);
  return run();
}

BuildResult NetworkBuild::resume(const fs::path& folder) {
  place_ = resume_build(folder, request_, data_facts().sha256);
  decisions_ = decisions_from_json(read_run(folder).at("decisions"));
  const fs::path checkpoint = folder / kCheckpointFolder / kTrainingFile;
  if (fs::exists(checkpoint)) trainer_->restore(checkpoint);
  return run();
}

void NetworkBuild::announce() {
  constexpr double kMegabyte = 1e6;
  predicted_bytes_ = std::max(peak_resident_bytes(),
                              resident_bytes() + trainer_->predicted_bytes() + bytes_of_figures());
  const double seconds =
      trainer_->seconds_per_epoch() * static_cast<double>(trainer_->epochs_left());
  progress_.note(data_facts().note);
  progress_.note(text("{}: {} parameters, about {:.0f} MB of memory, at most {} of training",
                      "{}: {} 个参数, 约需内存 {:.0f} MB, 训练至多 {}", request_.model,
                      count_parameters(network_).total(),
                      static_cast<double>(predicted_bytes_) / kMegabyte, format_seconds(seconds)));
  if (request_.plan) {
    const std::string steps = describe(trainer_->plan());
    progress_.note({steps, steps});
  }
}

BuildResult NetworkBuild::run() {
  announce();
  stages_.begin("train");
  const fs::path checkpoint = place_.folder / kCheckpointFolder;
  TrainingLine line(progress_);
  CsvLog csv(checkpoint / "history.csv");
  TensorBoardLog events(checkpoint / "events.out.tfevents.ingot");
  StopAfter stop_after(request_.stop_after);
  std::vector<Callback*> callbacks{&line, &csv, &events, &stop_after};
  EarlyStop early(settings_.patience, setup_.keep_best.empty() ? "loss" : setup_.keep_best);
  if (settings_.patience > 0) callbacks.push_back(&early);
  trainer_->run(callbacks, [&] { trainer_->save(checkpoint / kTrainingFile); });
  const Evaluation evaluation = write_product();
  stages_.end();
  const Manifest manifest = load_manifest(place_.folder);
  const DataFacts data = data_facts();
  json document = {{"product", place_.folder.string()},
                   {"name", place_.name},
                   {"version", place_.version},
                   {"task", data.task},
                   {"model", request_.model},
                   {"rows", data.rows},
                   {"metrics", metrics_},
                   {"seconds", stages_.seconds()},
                   {"memory", memory_json(predicted_bytes_, request_)},
                   {"decisions", to_json(decisions_)},
                   {"model_sha256", manifest.files.at(kModelFile).sha256}};
  if (!data.target.empty()) document["target"] = data.target;
  return {place_.folder, std::move(document), evaluation};
}

Graph NetworkBuild::product_graph(std::int64_t rows) const {
  return trace_inference(network_, rows).graph;
}

Inference NetworkBuild::write_network() {
  const State weights = trainer_->weights();
  history_ = trainer_->history();
  end_training();  // so that its memory is not held beside that of the answers
  const fs::path file = place_.folder / kModelFile;
  write_file(file, write_onnx(product_graph(kExportBatch), {weights.begin(), weights.end()}));
  return open_network(file, {.num_threads = request_.threads});
}

void NetworkBuild::write_pages(const ProductWords& words, const Evaluation& evaluation,
                               json figures, const Findings& findings,
                               const std::function<void(json& findings)>& show) {
  stages_.begin("write");
  const fs::path& folder = place_.folder;
  const DataFacts data = data_facts();
  const ProductFacts facts{
      .name = place_.name,
      .version = place_.version,
      .task = words.task,
      .created = utc_now(),
      .model = request_.model,
      .target = data.target,
      .parameters = count_parameters(network_).total(),
      .layers = layers_of(network_),
      .history = history_,
      .best_epoch = static_cast<std::int64_t>(best_epoch(history_, "loss")) + 1,
      .settings = settings_json(settings_, setup_),
      .data = {{"name", data.name}, {"sha256", data.sha256}, {"rows", data.rows}},
      .provenance = provenance_of(request_),
      .seconds = stages_.seconds(),
      .memory = memory_json(predicted_bytes_, request_),
      .model_bytes = fs::file_size(folder / kModelFile),
      .limits = words.limits};
  json found = to_json(findings, evaluation.classes);
  if (show) show(found);
  write_file(
      folder / kReportFile,
      render_report(report_of(facts, std::move(figures),
                              {std::move(found), summarise(evaluation, data.target, findings)})));
  write_file(folder / kCardFile, card_of(facts, evaluation));
  Manifest manifest = manifest_of(facts, data.task, request_, decisions_);
  manifest.schema = words.schema;
  manifest.metrics = metrics_;
  manifest.model = {{"name", request_.model}, {"spec", to_string(settings_.model)}};
  manifest.optimizer = {{"spec", to_string(settings_.optimizer)}};
  manifest.loss = {{"spec", to_string(settings_.loss)}};
  finish_product(folder, std::move(manifest));
}

const ModelDef& model_for_rows(const BuildRequest& request, ModelRows rows, const char* task,
                               const char* otherwise) {
  const ModelDef& model = find_model(request.model);
  if (model.rows == rows) return model;
  throw Error("wrong_usage", text("{} is no model for {}", "{} 不适用于 {}", request.model, task))
      .expected(text("such as {}", "例如 {}", otherwise))
      .where(text("--model, command line", "--model, 命令行"));
}

}  // namespace ingot
