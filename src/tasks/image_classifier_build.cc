#include "tasks/image_classifier_build.h"

#include <chrono>

#include "base/clock.h"
#include "base/files.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "evaluate/report.h"
#include "formats/onnx.h"
#include "formats/product_folder.h"
#include "graph/rewrite.h"
#include "predict/loaded_model.h"
#include "tasks/build_record.h"
#include "tasks/decisions.h"
#include "tasks/picture_answers.h"
#include "tasks/picture_baseline.h"
#include "tasks/picture_folds.h"
#include "tasks/picture_recipes.h"
#include "tasks/product_pages.h"
#include "tasks/program_facts.h"
#include "tasks/split_choice.h"
#include "tasks/training_line.h"
#include "train/checkpoint.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kMaxSamples = 10;

// An augmentation with its options: "rotate (degrees 15, fill 0)".
std::string in_words(const json& augmentation) {
  std::vector<std::string> options;
  for (const auto& [name, value] : augmentation.at("options").items())
    options.push_back(
        fmt::format("{} {}", name, value.is_string() ? value.get<std::string>() : value.dump()));
  const auto name = augmentation.at("name").get<std::string>();
  return options.empty() ? name : fmt::format("{} ({})", name, fmt::join(options, ", "));
}

}  // namespace

ImageClassifierBuild::ImageClassifierBuild(BuildRequest request, Progress& progress)
    : request_(std::move(request)), progress_(progress) {
  std::optional<Deadline> deadline;
  if (request_.time_seconds > 0) deadline.emplace(request_.time_seconds);
  const bool is_auto = request_.model == "auto";
  // Wrong settings are told before data are read.
  const std::string& first = is_auto ? first_recipe_for(request_.settings).model : request_.model;
  const TrainingSettings settings = read_settings(find_model(first), request_.settings);
  static_cast<void>(split_choice(request_));
  stages_.begin("read");
  parts_ = open_picture_parts(request_, settings, progress_);
  tell_skipped(progress_, parts_.skipped);
  require_trials(request_, parts_);
  decisions_ = parts_.decisions;
  if (is_auto || deadline) {
    stages_.begin("choose");
    if (deadline) request_.settings.try_emplace("test_time_augment", "auto");
    PictureChoice choice = choose_recipe(request_, parts_, deadline, progress_);
    request_ = std::move(choice.request);
    request_.time_seconds = 0;
    if (deadline) stop_.emplace(*deadline, choice.seconds_after);
    std::ranges::move(choice.decisions, std::back_inserter(decisions_));
  }
  tell(progress_, decisions_);
  stages_.begin("compile");
  training_ = std::make_unique<PictureTraining>(
      request_, TrainingPictures{parts_.train, parts_.valid, parts_.num_classes()});
}

const char* ImageClassifierBuild::task() const {
  return parts_.is_multi_label() ? kImageMultiLabel : kImageClassification;
}

// Rows whose labels are used.
json ImageClassifierBuild::rows_json() const {
  return {{"train", training_->num_train_rows()},
          {"valid", training_->num_valid_rows()},
          {"test", parts_.test.size()}};
}

json ImageClassifierBuild::run_json() const {
  return {{"task", task()},
          {"request", to_json(request_)},
          {"decisions", to_json(decisions_)},
          {"data_sha256", parts_.sha256}};
}

BuildResult ImageClassifierBuild::start() {
  place_ = begin_build(request_, run_json(), disk_bytes(), progress_);
  return run();
}

BuildResult ImageClassifierBuild::resume(const fs::path& folder) {
  place_ = resume_build(folder, request_, parts_.sha256);
  decisions_ = decisions_from_json(read_run(folder).at("decisions"));
  const fs::path checkpoint = folder / kCheckpointFolder / kTrainingFile;
  if (fs::exists(checkpoint)) training_->trainer().restore(checkpoint);
  if (training_->pretraining()) training_->pretraining()->restore(folder / kCheckpointFolder);
  return run();
}

// The checkpoint, its successor while it is written aside, the model and the pages.
std::size_t ImageClassifierBuild::disk_bytes() const {
  constexpr std::size_t kPages = 500'000;
  const PicturePretraining* first = training_->pretraining();
  const std::size_t pretraining = first ? first->trainer().checkpoint_bytes() : 0;
  return 2 * (training_->trainer().checkpoint_bytes() + pretraining) +
         sizeof(float) * static_cast<std::size_t>(count_parameters(training_->network()).total()) +
         kPages;
}

void ImageClassifierBuild::announce(std::int64_t epochs_left) {
  const std::size_t now = resident_bytes();
  PicturePretraining* first = training_->pretraining();
  const std::size_t pretraining = first ? first->trainer().predicted_bytes() : 0;
  predicted_bytes_ = std::max(peak_resident_bytes(),
                              now + std::max(training_->trainer().predicted_bytes(), pretraining));
  const double seconds =
      training_->trainer().seconds_per_epoch() * static_cast<double>(epochs_left);
  constexpr double kMegabyte = 1e6;
  progress_.note(text("{}: {} rows to train on, {} to validate, {} to test; {} with {} parameters",
                      "{}: 训练 {} 行, 验证 {} 行, 测试 {} 行; {} 共 {} 个参数", parts_.name,
                      training_->num_train_rows(), training_->num_valid_rows(), parts_.test.size(),
                      request_.model, count_parameters(training_->network()).total()));
  progress_.note(text("needs about {:.0f} MB of memory, {:.1f} MB of disk, {} of training",
                      "约需内存 {:.0f} MB, 磁盘 {:.1f} MB, 训练时间 {}",
                      static_cast<double>(predicted_bytes_) / kMegabyte,
                      static_cast<double>(disk_bytes()) / kMegabyte, format_seconds(seconds)));
  if (first && training_->trainer().step() == 0) first->announce(progress_);
  if (const Plan& plan = training_->trainer().plan(); plan.num_again() > 0)
    progress_.note(
        text("to keep the memory limit, {} of {} launches of a step compute again what "
             "was not kept",
             "为遵守内存限制, 每步 {1} 次内核启动中有 {0} 次是重新计算未保留的结果",
             plan.num_again(), plan.steps.size()));
}

void ImageClassifierBuild::train() {
  const fs::path checkpoint = place_.folder / kCheckpointFolder;
  TrainingLine line(progress_);
  CsvLog csv(checkpoint / "history.csv");
  TensorBoardLog events(checkpoint / "events.out.tfevents.ingot");
  StopAfter stop_after(request_.stop_after);
  std::vector<Callback*> callbacks{&line, &csv, &events, &stop_after};
  if (stop_) callbacks.push_back(&*stop_);
  EarlyStop early(training_->settings().patience, training_->setup().keep_best);
  if (training_->settings().patience > 0) callbacks.push_back(&early);
  Trainer& trainer = training_->trainer();
  trainer.run(callbacks, [&] { trainer.save(checkpoint / kTrainingFile); });
  const auto epochs = static_cast<std::int64_t>(trainer.history().size());
  if (epochs < training_->setup().epochs && training_->settings().patience > 0 &&
      early.should_stop(trainer.history()))
    progress_.note(text("the training ends: no epoch of the last {} was better",
                        "训练结束: 最近 {} 轮没有更好的结果", training_->settings().patience));
  if (epochs < training_->setup().epochs) request_.stop_after = epochs;
}

BuildResult ImageClassifierBuild::run() {
  announce(training_->trainer().epochs_left());
  if (request_.plan) {
    const std::string steps = describe(training_->trainer().plan());
    progress_.note({steps, steps});
  }
  if (training_->pretraining() && training_->trainer().step() == 0) {
    stages_.begin("pretrain");
    training_->pretraining()->run(place_.folder / kCheckpointFolder, progress_);
    training_->end_pretraining();
  }
  stages_.begin("train");
  train();
  const Evaluation evaluation = write_product();
  const Manifest manifest = load_manifest(place_.folder);
  json document = {{"product", place_.folder.string()},
                   {"name", place_.name},
                   {"version", place_.version},
                   {"task", task()},
                   {"model", request_.model},
                   {"rows", rows_json()},
                   {"metrics", metrics_},
                   {"seconds", stages_.seconds()},
                   {"memory", memory_json(predicted_bytes_, request_)},
                   {"skipped", to_json(parts_.skipped)},
                   {"decisions", to_json(decisions_)},
                   {"model_sha256", manifest.files.at(kModelFile).sha256}};
  return {place_.folder, std::move(document), evaluation};
}

// The analyses of the report, as its part "findings"; the linear baseline joins the evaluation.
ReportFindings ImageClassifierBuild::find(const HeldOutScores& scores, Evaluation& evaluation) {
  const auto seed = static_cast<std::uint64_t>(request_.seed);
  Findings findings = find_in_pictures(parts_, scores, seed);
  findings.decisions = decisions_;
  const Predictions linear = linear_predictions(request_, parts_);
  add_baseline(evaluation, "linear", text("a linear model on pixels", "像素线性模型"), linear);
  findings.comparisons.push_back(
      {text("a linear model on pixels", "像素线性模型"), text("this model", "本模型"),
       compare_models(linear,
                      {scores.test, parts_.test.truth(), parts_.class_names, scores.thresholds},
                      seed)});
  bool in_training_rows = false;
  if (request_.folds > 0) {
    FoldsResult folds = cross_validate(request_, parts_, progress_);
    findings.cross_validation = folds.figures;
    if (!parts_.is_multi_label()) {
      const Predictions out_of_fold{folds.out_of_fold, parts_.train.truth(), parts_.class_names};
      findings.label_errors = find_label_errors(out_of_fold);
      findings.doubtful = most_doubtful(out_of_fold, DoubtBy::margin, findings.doubtful.size());
    }
    in_training_rows = true;
  }
  if (request_.learning_curve)
    findings.learning_curve =
        learning_curve_of(request_, parts_, 1 - *evaluation.metric("accuracy").value, progress_);
  const Augmenter& augmenter = training_->augmenter();
  if (augmenter.changes_pictures() || augmenter.mixes_rows())
    findings.augmented = augmented_pictures(parts_.train, augmenter, seed);
  for (const json& step : augmenter.declared()) {
    const std::string words = in_words(step);
    findings.augmentation_steps.push_back({words, words});
  }
  if (augmenter.mixes_rows())
    findings.augmentation_steps.push_back(
        text("mixed with another picture of its batch, the label in the same shares; the accuracy "
             "while training counts the class with the larger share",
             "与同批次的另一张图片混合，标签按相同比例混合；训练时的准确率按占比较大的类别计算"));
  json document = to_json(findings, parts_.class_names);
  const Text summary = summarise(evaluation, "", findings);
  show_rows(document,
            {[&](std::int64_t row) {
               if (in_training_rows) return shown_picture(parts_.train, row);
               const auto [pictures, own] = held_out_row(parts_, row);
               return shown_picture(pictures, own);
             },
             [&](std::int64_t row) { return shown_picture(parts_.test, row); },
             [&](std::int64_t row) {
               const auto pair =
                   std::ranges::find(parts_.repeated_test, row, &RepeatedTestPicture::training_row);
               return shown_picture(parts_.repeated_training, pair - parts_.repeated_test.begin());
             }});
  return {std::move(document), summary};
}

Evaluation ImageClassifierBuild::write_product() {
  const fs::path& folder = place_.folder;
  stages_.begin("export");
  State weights = training_->trainer().weights();
  const History history = training_->trainer().history();
  const TrainingSettings& settings = training_->settings();
  json reconstructions;
  if (training_->pretraining())
    reconstructions = training_->pretraining()->reconstructions(parts_.test, training_->pipeline());
  training_->drop_trainer();  // so that its memory is not held beside that of the answers
  const PictureAnswers answers = choose_answers(*training_, parts_, request_, weights);
  std::ranges::copy(answers.decisions, std::back_inserter(decisions_));
  write_file(folder / kPipelineFile, training_->pipeline().to_json());
  write_file(folder / kModelFile,
             write_onnx(with_output_name(
                            trace_answer(training_->network(), kExportBatch, answers.form).graph,
                            "probabilities"),
                        {weights.begin(), weights.end()}));

  stages_.begin("evaluate");
  LoadedModel model(folder, {.num_threads = request_.threads, .winograd = request_.winograd});
  HeldOutScores scores{model.predict(*parts_.valid.source), model.predict(*parts_.test.source),
                       answers.temperature};
  scores.thresholds = thresholds_on(parts_.valid, scores.valid);
  const auto evaluate_on = [&](const Tensor& probabilities, const Pictures& rows, int replicates) {
    return evaluate({probabilities, rows.truth(), parts_.class_names, scores.thresholds},
                    {.replicates = replicates, .training_truth = parts_.train.truth()});
  };
  metrics_["valid"] = metrics_to_json(evaluate_on(scores.valid, parts_.valid, 0));
  Evaluation evaluation = evaluate_on(scores.test, parts_.test, 1000);
  metrics_["test"] = metrics_to_json(evaluation);
  const Pictures& test = parts_.test;

  stages_.begin("analyse");
  const ReportFindings findings = find(scores, evaluation);
  stages_.begin("write");
  json samples = json::array();
  for (std::int64_t row = 0; row < test.size() && samples.size() < kMaxSamples; ++row) {
    json& sample = samples.emplace_back(shown_picture(test, row));
    sample["row"] = row;
    sample["truth"] = fmt::format("{}", fmt::join(labels_of(test, row, parts_.class_names), "|"));
  }
  write_file(folder / kSamplesFile, samples.dump(2) + "\n");
  const ProductFacts facts{
      .name = place_.name,
      .version = place_.version,
      .task = parts_.is_multi_label() ? text("several labels for each picture", "图片多标签分类")
                                      : text("image classification", "图像分类"),
      .created = utc_now(),
      .model = request_.model,
      .parameters = count_parameters(training_->network()).total(),
      .layers = layers_of(training_->network()),
      .history = history,
      .best_epoch =
          static_cast<std::int64_t>(best_epoch(history, training_->setup().keep_best)) + 1,
      .settings = settings_json(settings, training_->setup()),
      .data = {{"name", parts_.name}, {"sha256", parts_.sha256}, {"rows", rows_json()}},
      .provenance = provenance_of(request_),
      .seconds = stages_.seconds(),
      .memory = memory_json(predicted_bytes_, request_),
      .model_bytes = fs::file_size(folder / kModelFile),
      .limits = fmt::format(
          "Tells apart: {}.\nEvery picture gets {}, also one that shows something else. Pictures "
          "that\nlook unlike those of the training data (other cameras, backgrounds, sizes) are "
          "not "
          "covered by the figures.",
          fmt::join(parts_.class_names, ", "),
          parts_.is_multi_label() ? "any number of these labels" : "one of these classes")};
  json figures = to_json(evaluation);
  for (std::size_t i = 0; i < evaluation.mistakes.size(); ++i)
    figures["mistakes"][i].update(shown_picture(test, evaluation.mistakes[i].row));
  json report = report_of(facts, std::move(figures), findings);
  if (!reconstructions.is_null()) report["reconstructions"] = std::move(reconstructions);
  write_file(folder / kReportFile, render_report(report));
  write_file(folder / kCardFile, card_of(facts, evaluation));
  Manifest manifest = manifest_of(facts, task(), request_, decisions_);
  manifest.schema = {
      {"classes", parts_.class_names}, {"shape", parts_.train.row().to_vector()}, {"dtype", "u8"}};
  if (parts_.is_multi_label()) manifest.schema["thresholds"] = scores.thresholds;
  manifest.metrics = metrics_;
  manifest.model = {{"name", request_.model}, {"options", to_string(settings.model)}};
  if (answers.form.mirrored) manifest.model["test_time_augment"] = "mirror";
  manifest.optimizer = {{"spec", to_string(settings.optimizer)}};
  manifest.loss = {{"spec", to_string(settings.loss)}};
  finish_product(folder, std::move(manifest));
  stages_.end();
  return evaluation;
}

}  // namespace ingot
