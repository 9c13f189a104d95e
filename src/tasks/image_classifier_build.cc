#include "tasks/image_classifier_build.h"

#include <chrono>

#include "base/clock.h"
#include "base/files.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "evaluate/report.h"
#include "formats/onnx.h"
#include "formats/product_folder.h"
#include "nn/step.h"
#include "predict/loaded_model.h"
#include "tasks/product_pages.h"
#include "tasks/program_facts.h"
#include "train/checkpoint.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double kValidShare = 0.1, kTestShare = 0.1;
constexpr const char* kAutoModel = "keras-cnn";
constexpr const char* kTask = "image-classification";
constexpr std::size_t kMaxSamples = 10;

Tensor class_tensor(const std::vector<std::int64_t>& labels) {
  return Tensor::from(labels, {static_cast<std::int64_t>(labels.size())});
}

// Steps of training as the progress of the build.
class TrainingProgressLine final : public Callback {
 public:
  explicit TrainingProgressLine(Progress& progress) : progress_(progress) {}

  void on_step(const StepReport& r) override {
    progress_.at({.stage = text("epoch {}/{}", "第 {}/{} 轮", r.epoch, r.num_epochs),
                  .done = r.rows_done,
                  .total = r.num_rows,
                  .unit = text("rows", "行"),
                  .figures = figures_of(r.train, "")});
  }
  void on_epoch(const History& history) override {
    const EpochFigures& e = history.back();
    const Text train = figures_of(e.train, ""), valid = figures_of(e.valid, "valid ");
    progress_.note({fmt::format("epoch {}: {}  {}", e.epoch, train.en, valid.en),
                    fmt::format("第 {} 轮: {}  {}", e.epoch, train.zh, valid.zh)});
  }

 private:
  static Text figures_of(const Figures& figures, const char* prefix) {
    Text result;
    for (const auto& [name, value] : figures) {
      const char* zh = name == "loss" ? "损失" : name == "accuracy" ? "准确率" : name.c_str();
      const char* gap = result.en.empty() ? "" : "  ";
      result.en += fmt::format("{}{}{} {:.4f}", gap, prefix, name, value);
      result.zh += fmt::format("{}{}{} {:.4f}", gap, *prefix ? "验证" : "", zh, value);
    }
    return result;
  }

  Progress& progress_;
};

ModelInputs inputs_for(const SpecView& options, const Dataset& data) {
  return {options, data.train.row().to_vector(),
          static_cast<std::int64_t>(data.class_names.size())};
}

json bytes_of_settings(const TrainingSettings& s, const TrainingSetup& setup) {
  return {{"model", to_string(s.model)},
          {"optimizer", to_string(s.optimizer)},
          {"loss", to_string(s.loss)},
          {"epochs", setup.epochs},
          {"batch", setup.batch}};
}

TrainingSetup setup_of(const BuildRequest& r, const TrainingSettings& s, const TrainingDefaults& d,
                       const Network& network) {
  return {.network = network,
          .loss = s.loss,
          .optimizer = s.optimizer,
          .epochs = r.epochs.value_or(d.epochs),
          .batch = r.batch.value_or(d.batch),
          .micro_batches = s.micro_batches,
          .clip_norm = s.clip_norm,
          .clip_value = s.clip_value,
          .average_decay = s.average_decay,
          .seed = r.seed,
          .num_threads = r.threads,
          .memory_limit = r.memory_limit,
          .winograd = r.winograd,
          .keep_best = "accuracy"};
}

}  // namespace

std::string product_name(const std::string& data) {
  const std::string name = data.substr(data.find(':') + 1);
  const fs::path path = (fs::path(name) / "").parent_path();
  const std::string stem = path.stem().string();
  return stem.empty() || stem == "." || stem == ".." ? "product" : stem;
}

ImageClassifierBuild::ImageClassifierBuild(BuildRequest request, Progress& progress)
    : request_(std::move(request)), progress_(progress) {
  if (request_.model == "auto") request_.model = kAutoModel;
  const ModelDef& model = find_model(request_.model);
  settings_ = read_settings(model, request_.settings);
  defaults_ = model.training();
  stages_.begin("read");
  data_ = open_dataset(request_.data, {.picture_size = settings_.picture_size,
                                       .max_bad = request_.max_bad,
                                       .num_threads = request_.threads,
                                       .home = request_.home,
                                       .progress = &progress_});
  for (const SkippedFile& file : data_.skipped)
    progress_.note(text("skipped: {}", "已跳过: {1}", file.reason.en, file.reason.zh));
  stages_.begin("split");
  split_ =
      stratified_split(data_.train.labels, kValidShare, data_.test ? 0 : kTestShare, request_.seed);
  stages_.begin("features");
  pipeline_ = Pipeline::for_pictures(*selected_pictures(data_.train.source, split_.train));
  train_rows_ = std::make_unique<PictureRows>(data_.train, split_.train, pipeline_);
  // A part that the data bring is taken whole, else rows are set aside.
  const auto part = [&](const std::optional<Pictures>& own, const std::vector<std::int64_t>& rows) {
    return own ? std::make_unique<PictureRows>(*own, all_rows(own->size()), pipeline_)
               : std::make_unique<PictureRows>(data_.train, rows, pipeline_);
  };
  valid_rows_ = part(data_.valid, split_.valid);
  test_rows_ = part(data_.test, split_.test);
  if (train_rows_->size() == 0 || test_rows_->size() == 0)
    throw Error("too_few_rows", text("{} leaves {} rows to train on and {} to test",
                                     "{} 只剩 {} 行用于训练, {} 行用于测试", data_.name,
                                     train_rows_->size(), test_rows_->size()))
        .expected(text("at least 5 pictures of a class", "每类至少 5 张图片"))
        .where(text("{}", "{}", request_.data))
        .fix(text("bring more pictures, or a test part of their own",
                  "请提供更多图片, 或单独的测试部分"));
  stages_.begin("compile");
  const SpecView options(settings_.model, {}, model.options);
  network_ = model.make(inputs_for(options, data_));
  State given;
  if (!request_.from.empty()) given = starting_weights(request_.from, network_);
  trainer_ = std::make_unique<Trainer>(setup_of(request_, settings_, defaults_, network_),
                                       *train_rows_, valid_rows_.get(), std::move(given));
}

json ImageClassifierBuild::rows_json() const {
  return {
      {"train", train_rows_->size()}, {"valid", valid_rows_->size()}, {"test", test_rows_->size()}};
}

json ImageClassifierBuild::skipped_json() const {
  json list = json::array();
  for (const SkippedFile& file : data_.skipped)
    list.push_back({{"name", file.name}, {"reason", file.reason.en}});
  return list;
}

json ImageClassifierBuild::memory_json() const {
  json memory = {{"predicted_bytes", predicted_bytes_}, {"peak_bytes", peak_resident_bytes()}};
  if (request_.memory_limit > 0) memory["limit_bytes"] = request_.memory_limit;
  return memory;
}

json ImageClassifierBuild::run_json() const {
  return {{"task", kTask},
          {"name", name_},
          {"request", to_json(request_)},
          {"data_sha256", data_.sha256}};
}

BuildResult ImageClassifierBuild::start() {
  name_ = request_.out.empty() ? product_name(request_.data) : product_name(request_.out);
  const fs::path wanted =
      request_.out.empty() ? fs::path("products") / name_ : fs::path(request_.out);
  require_disk_space(wanted, disk_bytes());
  const NewFolder folder = begin_product(wanted, run_json().dump(2) + "\n");
  version_ = folder.version;
  if (version_ > 1)
    progress_.note(text("{} exists: this becomes {}", "{} 已存在: 新产品为 {}", wanted.string(),
                        folder.path.string()));
  return run(folder.path);
}

BuildResult ImageClassifierBuild::resume(const fs::path& folder) {
  const json run = json::parse(read_file(folder / kCheckpointFolder / kRunFile));
  name_ = run.at("name").get<std::string>();
  const std::string plain = folder.filename().string();
  if (plain.starts_with(name_ + "-")) version_ = std::atoi(plain.c_str() + name_.size() + 1);
  if (run.at("data_sha256").get<std::string>() != data_.sha256)
    throw Error("data_changed", text("{} is not what it was when this build began",
                                     "{} 与本次构建开始时不同", request_.data))
        .fix(text("bring the old data back, or build a new product",
                  "请恢复原来的数据, 或构建新产品"));
  const fs::path checkpoint = folder / kCheckpointFolder / kTrainingFile;
  if (fs::exists(checkpoint)) trainer_->restore(checkpoint);
  return this->run(folder);
}

// The checkpoint, its successor while it is written aside, the model and the pages.
std::size_t ImageClassifierBuild::disk_bytes() const {
  constexpr std::size_t kPages = 500'000;
  return 2 * trainer_->checkpoint_bytes() +
         sizeof(float) * static_cast<std::size_t>(count_parameters(network_).total()) + kPages;
}

void ImageClassifierBuild::announce(std::int64_t epochs_left) {
  const std::size_t now = resident_bytes();
  predicted_bytes_ = std::max(peak_resident_bytes(), now + trainer_->predicted_bytes());
  const double seconds = trainer_->seconds_per_epoch() * static_cast<double>(epochs_left);
  constexpr double kMegabyte = 1e6;
  progress_.note(text("{}: {} rows to train on, {} to validate, {} to test; {} with {} parameters",
                      "{}: 训练 {} 行, 验证 {} 行, 测试 {} 行; {} 共 {} 个参数", data_.name,
                      train_rows_->size(), valid_rows_->size(), test_rows_->size(), request_.model,
                      count_parameters(network_).total()));
  progress_.note(text("needs about {:.0f} MB of memory, {:.1f} MB of disk, {} of training",
                      "约需内存 {:.0f} MB, 磁盘 {:.1f} MB, 训练时间 {}",
                      static_cast<double>(predicted_bytes_) / kMegabyte,
                      static_cast<double>(disk_bytes()) / kMegabyte, format_seconds(seconds)));
  if (const Plan& plan = trainer_->plan(); plan.num_again() > 0)
    progress_.note(
        text("to keep the memory limit, {} of {} launches of a step compute again what "
             "was not kept",
             "为遵守内存限制, 每步 {1} 次内核启动中有 {0} 次是重新计算未保留的结果",
             plan.num_again(), plan.steps.size()));
}

void ImageClassifierBuild::train(const fs::path& folder) {
  const fs::path checkpoint = folder / kCheckpointFolder;
  TrainingProgressLine line(progress_);
  CsvLog csv(checkpoint / "history.csv");
  TensorBoardLog events(checkpoint / "events.out.tfevents.ingot");
  const std::array<Callback*, 3> callbacks{&line, &csv, &events};
  trainer_->run(callbacks, [&] { trainer_->save(checkpoint / kTrainingFile); });
}

BuildResult ImageClassifierBuild::run(const fs::path& folder) {
  announce(trainer_->epochs_left());
  if (request_.plan) {
    const std::string steps = describe(trainer_->plan());
    progress_.note({steps, steps});
  }
  stages_.begin("train");
  train(folder);
  const Evaluation evaluation = write_product(folder);
  const Manifest manifest = load_manifest(folder);
  json document = {{"product", folder.string()},
                   {"name", name_},
                   {"version", version_},
                   {"task", kTask},
                   {"model", request_.model},
                   {"rows", rows_json()},
                   {"metrics", metrics_},
                   {"seconds", stages_.seconds()},
                   {"memory", memory_json()},
                   {"skipped", skipped_json()},
                   {"model_sha256", manifest.files.at(kModelFile).sha256}};
  return {folder, std::move(document), evaluation};
}

Evaluation ImageClassifierBuild::write_product(const fs::path& folder) {
  stages_.begin("export");
  const State weights = trainer_->weights();
  const History history = trainer_->history();
  const TrainingSetup setup = setup_of(request_, settings_, defaults_, network_);
  trainer_.reset();  // its memory is not needed any more
  write_file(folder / kPipelineFile, pipeline_.to_json());
  write_file(folder / kModelFile, write_onnx(trace_inference(network_, kExportBatch).graph,
                                             {weights.begin(), weights.end()}));

  stages_.begin("evaluate");
  LoadedModel model(folder, {.num_threads = request_.threads, .winograd = request_.winograd});
  const auto evaluate_on = [&](const PictureRows& rows, int replicates) {
    const Pictures& raw = rows.raw();
    return evaluate(
        {model.predict(*raw.source), class_tensor(raw.labels), data_.class_names},
        {.replicates = replicates, .training_truth = class_tensor(train_rows_->raw().labels)});
  };
  metrics_["valid"] = metrics_to_json(evaluate_on(*valid_rows_, 0));
  const Evaluation evaluation = evaluate_on(*test_rows_, 1000);
  const Pictures& test = test_rows_->raw();
  metrics_["test"] = metrics_to_json(evaluation);

  stages_.begin("write");
  json samples = json::array();
  for (std::int64_t row = 0; row < test.size() && samples.size() < kMaxSamples; ++row)
    samples.push_back({{"row", row},
                       {"picture", picture_uri(test, row)},
                       {"truth", data_.class_names[static_cast<std::size_t>(
                                     test.labels[static_cast<std::size_t>(row)])]}});
  write_file(folder / kSamplesFile, samples.dump(2) + "\n");
  const std::string created = utc_now();
  const json provenance = {{"ingot", program_version()},
                           {"seed", request_.seed},
                           {"threads", request_.threads},
                           {"cpu", cpu_name()},
                           {"command", command_line(request_)}};
  const ProductFacts facts{
      .name = name_,
      .version = version_,
      .task = text("image classification", "图像分类"),
      .created = created,
      .model = request_.model,
      .network = network_,
      .history = history,
      .best_epoch = static_cast<std::int64_t>(best_epoch(history, "accuracy")) + 1,
      .settings = bytes_of_settings(settings_, setup),
      .data = {{"name", data_.name}, {"sha256", data_.sha256}, {"rows", rows_json()}},
      .provenance = provenance,
      .seconds = stages_.seconds(),
      .memory = memory_json(),
      .model_bytes = fs::file_size(folder / kModelFile)};
  write_file(folder / kReportFile, render_report(report_of(facts, evaluation, test)));
  write_file(folder / kCardFile, card_of(facts, evaluation));
  Manifest manifest;
  manifest.name = name_;
  manifest.version = version_;
  manifest.task = kTask;
  manifest.created = created;
  manifest.made_by = "ingot " + program_version();
  manifest.schema = {
      {"classes", data_.class_names}, {"shape", data_.train.row().to_vector()}, {"dtype", "u8"}};
  manifest.metrics = metrics_;
  manifest.provenance = {{"data", facts.data}, {"run", provenance}};
  manifest.options = to_json(request_);
  manifest.model = {{"name", request_.model}, {"options", to_string(settings_.model)}};
  manifest.optimizer = {{"spec", to_string(settings_.optimizer)}};
  manifest.loss = {{"spec", to_string(settings_.loss)}};
  manifest.files = record_files(folder);
  write_file(folder / kManifestFile, to_json(manifest));
  stages_.end();
  return evaluation;
}

}  // namespace ingot
