#include "tasks/tabular_build.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/memory.h"
#include "data/text_folder.h"
#include "evaluate/report.h"
#include "features/table_guard.h"
#include "formats/onnx.h"
#include "formats/product_folder.h"
#include "generate/text_generator.h"
#include "predict/loaded_table.h"
#include "tasks/decisions.h"
#include "tasks/language.h"
#include "tasks/program_facts.h"
#include "tasks/table_features.h"
#include "tasks/table_findings.h"
#include "tasks/table_trials.h"
#include "tasks/table_views.h"
#include "tasks/tabular.h"
#include "tasks/text_tokens.h"
#include "tasks/threshold_choice.h"
#include "tasks/tree_member.h"
#include "tasks/trials.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kSampleRows = 10;

WantedTarget wanted_by(const std::string& task) {
  if (task == kTabularRegression) return WantedTarget::number;
  if (task == kTabularClassification || task == kTextClassification) return WantedTarget::classes;
  if (task == kTabularMultiLabel) return WantedTarget::label_sets;
  return WantedTarget::automatic;
}

// What a masked language model begins is a bert with its options. The numbers of another table's
// columns and words are its own.
BuildRequest with_begun_texts(BuildRequest request) {
  if (request.from.empty()) return request;
  require_finished(request.from);
  const Manifest manifest = load_manifest(request.from);
  if (manifest.task != kMaskedLanguageModel) {
    if (is_language_model(request.from)) return request;
    throw Error("wrong_usage",
                text("no model of a table starts from {}: its columns and words have numbers of "
                     "their own",
                     "表格模型不能从 {} 开始: 其列与词有自己的编号", request.from))
        .expected(text("a masked language model", "掩码语言模型"))
        .where(text("--from {}", "--from {}", request.from));
  }
  if (request.model == "auto") request.model = "bert";
  take_model_options(request, request_from_json(manifest.options), find_model(request.model));
  // Of two texts together as much is read as it has learned places for.
  if (request.model == "bert")
    request.settings.try_emplace("joined",
                                 fmt::format("{}", read_language_pipeline(request.from).context));
  return request;
}

}  // namespace

TabularBuild::TabularBuild(BuildRequest request, Progress& progress)
    : request_(std::move(request)), progress_(progress) {
  if (request_.time_seconds > 0 && request_.members.empty())
    deadline_.emplace(request_.time_seconds);
  request_ = with_begun_texts(std::move(request_));
  // Wrong settings are told before data are read.
  static_cast<void>(split_choice(request_));
  require_goal(request_, request_.task == kTextClassification ? "text-linear, textcnn ..."
                                                              : "xgboost, tabm, table-mlp ...");
  // As it is now: folds and builds that go on have no time of their own.
  if (const std::int64_t pairs = feature_settings(request_).interactions; pairs > 0)
    request_.settings[kInteractionsKey] = fmt::format("{}", pairs);
  if (request_.model != "auto" && request_.model != kBoostedTrees)
    static_cast<void>(read_settings(find_model(request_.model), model_settings(request_)));
  if (request_.target.empty() && is_text_folder(request_.data)) request_.target = kTextFolderLabel;
  if (const auto test = test_part_of_texts(request_.data); test && request_.test.empty()) {
    request_.test = test->string();
    progress_.note(text("the figures are of {}", "指标基于 {}", request_.test));
  }
  stages_.begin("read");
  parts_ = open_table_parts(request_, wanted_by(request_.task), progress_);
  parts_.name = product_name(request_.data);
  parts_.token_options = token_options(request_);
  task_ = parts_.target.is_number()       ? kTabularRegression
          : parts_.target.is_label_sets() ? kTabularMultiLabel
          : parts_.texts_alone            ? kTextClassification
                                          : kTabularClassification;
  if (parts_.target.is_label_sets())
    require_no_threshold(request_);
  else
    require_threshold(request_, parts_.target.classes.size());
  require_folds(request_, parts_);
  decisions_ = parts_.decisions;
  if (const auto joined = request_.settings.find("joined");
      joined != request_.settings.end() && parts_.texts.size() > 1)
    decisions_.push_back(
        {text("two texts", "两个文本"),
         text("{} tokens of both together are read", "合计读取 {} 个词元", joined->second),
         text("each keeps at least half of the room", "每个至少占一半")});
  stages_.begin("encode");
  planned_ = plan_members(request_, parts_);
  TableFeatures features = make_features(parts_, planned_, request_);
  std::ranges::move(features.decisions, std::back_inserter(decisions_));
  encoded_ = std::move(features.encoded);
  for (const TablePipeline::TextCut& cut : encoded_.pipeline.text_cuts())
    decisions_.push_back(
        {text("column {}", "列 {}", cut.column),
         text("{} of {} texts are cut", "截断 {} 个文本, 共 {} 个", cut.rows, parts_.train.size()),
         text("more than {} tokens are not read", "不读取第 {} 个词元之后的内容", cut.length)});
  tell(progress_, decisions_);
  for (Decision& doubt : doubts_about(parts_.profile, encoded_.pipeline.columns())) {
    progress_.note({"warning: " + doubt.why.en, "警告: " + doubt.why.zh});
    decisions_.push_back(std::move(doubt));
  }
}

json TabularBuild::rows_json() const {
  return {
      {"train", parts_.train.size()}, {"valid", parts_.valid.size()}, {"test", parts_.test.size()}};
}

BuildResult TabularBuild::start() {
  place_ = begin_build(
      request_, {{"task", task_}, {"request", to_json(request_)}, {"data_sha256", parts_.sha256}},
      0, progress_);
  return run();
}

BuildResult TabularBuild::resume(const fs::path& folder) {
  place_ = resume_build(folder, request_, parts_.sha256);
  return run();
}

BuildResult TabularBuild::run() {
  progress_.note(
      text("{}: {} rows to train on, {} to validate, {} to test; {} columns become {} "
           "numbers",
           "{}: 训练 {} 行, 验证 {} 行, 测试 {} 行; {} 列编码为 {} 个数", parts_.name,
           parts_.train.size(), parts_.valid.size(), parts_.test.size(),
           encoded_.pipeline.columns().size(), encoded_.pipeline.width()));
  stages_.begin("train");
  std::optional<Deadline> until;
  if (deadline_) {
    // The rest goes to what the report takes.
    constexpr double kForTraining = 0.9, kFixed = 3;
    until.emplace(std::max(1.0, (kForTraining * deadline_->seconds_left() - kFixed) /
                                    (1 + trial_trainings(request_))));
  }
  ensemble_ = train_members(request_, parts_, encoded_, planned_, until,
                            place_.folder / kCheckpointFolder, progress_);
  request_.members = ensemble_.plans;
  request_.time_seconds = 0;
  std::ranges::copy(ensemble_.decisions, std::back_inserter(decisions_));
  tell(progress_, ensemble_.decisions);
  settle_answers();
  const Evaluation evaluation = write_product();
  const Manifest manifest = load_manifest(place_.folder);
  json document = {{"product", place_.folder.string()},
                   {"name", place_.name},
                   {"version", place_.version},
                   {"task", task_},
                   {"model", request_.model},
                   {"target", parts_.target.column},
                   {"rows", rows_json()},
                   {"metrics", metrics_},
                   {"seconds", stages_.seconds()},
                   {"memory", memory_json(ensemble_.predicted_bytes, request_)},
                   {"decisions", to_json(decisions_)},
                   {"model_sha256", manifest.files.at(kModelFile).sha256}};
  return {place_.folder, std::move(document), evaluation};
}

Evaluation TabularBuild::write_product() {
  const fs::path& folder = place_.folder;
  stages_.begin("export");
  write_file(folder / kPipelineFile, encoded_.pipeline.to_json());
  const State weights = product_weights(ensemble_.members);
  write_file(folder / kModelFile,
             write_onnx(product_graph(ensemble_.members, encoded_.pipeline, parts_.target,
                                      kExportBatch, ensemble_.temperature),
                        {weights.begin(), weights.end()}));
  stages_.begin("evaluate");
  LoadedTable model(folder, {.num_threads = request_.threads});
  using Clock = std::chrono::steady_clock;
  const Clock::time_point asked = Clock::now();
  const Tensor test = model.predict(*parts_.test.rows);
  const std::chrono::duration<double> seconds = Clock::now() - asked;
  const double seconds_per_row = seconds.count() / static_cast<double>(parts_.test.size());
  const auto evaluate_on = [&](const Tensor& scores, const TablePart& part, int replicates) {
    return evaluate(
        predictions_of(scores, part, parts_.target, calls_),
        {.replicates = replicates, .training_truth = truth_like(parts_.train, parts_.target)});
  };
  metrics_["valid"] = metrics_to_json(evaluate_on(valid_answers(), parts_.valid, 0));
  Evaluation evaluation = evaluate_on(test, parts_.test, 1000);
  metrics_["test"] = metrics_to_json(evaluation);
  stages_.begin("analyse");
  const ReportFindings findings = find(
      test, {[&](const Table& rows) { return model.predict(rows); }, seconds_per_row}, evaluation);
  stages_.begin("write");
  const json samples = some_rows(parts_, kSampleRows);
  write_file(folder / kSamplesFile, samples.dump(2) + "\n");
  const ProductFacts facts{
      .name = place_.name,
      .version = place_.version,
      .task = parts_.target.is_number() ? text("a number from a table", "表格数值预测")
              : parts_.target.is_label_sets()
                  ? text("several labels from a table", "表格多标签分类")
              : parts_.texts_alone ? text("classes from texts", "文本分类")
                                   : text("classes from a table", "表格分类"),
      .created = utc_now(),
      .model = request_.model,
      .target = parts_.target.column,
      .parameters = ensemble_.parameters,
      .layers = ensemble_.layers,
      .history = ensemble_.history,
      .best_epoch = ensemble_.history.empty()
                        ? 0
                        : static_cast<std::int64_t>(best_epoch(ensemble_.history, "loss")) + 1,
      .settings = ensemble_.settings,
      .data = {{"name", parts_.name}, {"sha256", parts_.sha256}, {"rows", rows_json()}},
      .provenance = provenance_of(request_),
      .seconds = stages_.seconds(),
      .memory = memory_json(ensemble_.predicted_bytes, request_),
      .model_bytes = fs::file_size(folder / kModelFile),
      .limits = fmt::format(
          "Predicts {}.\nRows that are unlike those of the training data (other sources, times, "
          "ways of measuring)\nare not covered by the figures.",
          parts_.target.column)};
  json figures = to_json(evaluation);
  const json fields = rows_as_fields(parts_.test, [&] {
    std::vector<std::int64_t> rows;
    for (const Mistake& mistake : evaluation.mistakes) rows.push_back(mistake.row);
    return rows;
  }());
  for (std::size_t i = 0; i < evaluation.mistakes.size(); ++i)
    figures["mistakes"][i]["fields"] = fields[i];
  write_file(folder / kReportFile, render_report(report_of(facts, std::move(figures), findings)));
  write_file(folder / kCardFile, card_of(facts, evaluation));
  Manifest manifest = manifest_of(facts, task_, request_, decisions_);
  json columns = json::array();
  for (const ColumnProfile& column : parts_.profile.columns)
    if (column.name != parts_.target.column)
      columns.push_back({{"name", column.name}, {"meaning", to_string(column.meaning)}});
  manifest.schema = {
      {"kind", "table"},
      {"classes", parts_.target.classes},
      {"target", to_json(parts_.target)},
      {"columns", std::move(columns)},
      {"guard", TableGuard::fit(parts_.profile, encoded_.pipeline.columns(), *parts_.train.rows,
                                *parts_.valid.rows, request_.threads)
                    .to_json()}};
  if (calls_.call_from) manifest.schema["threshold"] = *calls_.call_from;
  if (!calls_.thresholds.empty()) manifest.schema["thresholds"] = calls_.thresholds;
  if (intervals_) manifest.schema["intervals"] = to_json(*intervals_);
  manifest.metrics = metrics_;
  json members = json::array();
  for (const TableMember& member : ensemble_.members)
    members.push_back({{"name", member.name}, {"weight", member.weight}});
  manifest.model = {{"name", request_.model}, {"members", std::move(members)}};
  manifest.optimizer = {{"spec", ensemble_.settings.value("optimizer", "")}};
  manifest.loss = {{"spec", ensemble_.settings.value("loss", "")}};
  fs::remove_all(trials_folder());
  finish_product(folder, std::move(manifest));
  stages_.end();
  return evaluation;
}

}  // namespace ingot
