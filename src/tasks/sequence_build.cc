#include "tasks/sequence_build.h"

#include <chrono>

#include "base/files.h"
#include "evaluate/report.h"
#include "formats/product_folder.h"
#include "nn/model_def.h"
#include "predict/loaded_sequences.h"
#include "tasks/sequence.h"
#include "tasks/sequence_choice.h"
#include "tasks/sequence_pictures.h"
#include "tasks/sequence_training.h"
#include "tasks/table_findings.h"
#include "tasks/threshold_choice.h"
#include "train/invariance.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::int64_t kSampleSequences = 3;

WantedTarget target_of_task(const std::string& task) {
  return task == kSequenceRegression ? WantedTarget::number : WantedTarget::classes;
}

// Wrong settings are told before data are read.
void require_settings(const BuildRequest& request) {
  static_cast<void>(split_choice(request));
  static_cast<void>(read_sequence_settings(request));
  BuildRequest own = without_sequence_settings(request);
  require_goal(own, "gru-sequence, cnn-sequence ...");
  if (request.model == "auto") return;
  const ModelDef& model = model_for_rows(request, ModelRows::sequences, "sequences",
                                         "auto, gru-sequence or cnn-sequence");
  static_cast<void>(read_settings(model, model_settings(own)));
}

}  // namespace

SequenceBuild::SequenceBuild(BuildRequest request, Progress& progress)
    : NetworkBuild(std::move(request), progress) {
  require_settings(request_);
  parts_ = open_sequence_parts(request_, target_of_task(request_.task), progress_);
  require_threshold(request_, parts_.target.classes.size());
  decisions_ = parts_.decisions;
  if (request_.model == "auto") {
    stages_.begin("choose");
    SequenceChoice choice = choose_sequence_model(model_request(), parts_, deadline_, progress_);
    request_.model = std::move(choice.model);
    decisions_.push_back(std::move(choice.decision));
  }
  SequencePlan wanted = plan_sequences(model_request(), parts_);
  train_ = std::make_unique<SequenceRows>(rows_for_training(parts_, parts_.train, wanted.lengths));
  valid_ = std::make_unique<SequenceRows>(
      rows_for_training(parts_, parts_.valid, {parts_.pipeline.steps()}));
  Network longer =
      network_of_sequences(wanted.settings, parts_, parts_.pipeline.steps() + kInvariantPadding);
  plan({.settings = std::move(wanted.settings),
        .network = std::move(wanted.network),
        .setup = std::move(wanted.setup),
        .longer = std::move(longer)},
       *train_, *valid_);
}

BuildRequest SequenceBuild::model_request() const {
  BuildRequest own = without_sequence_settings(request_);
  own.settings = model_settings(own);
  return own;
}

NetworkBuild::DataFacts SequenceBuild::data_facts() const {
  const std::int64_t train = parts_.train.size(), valid = parts_.valid.size(),
                     test = parts_.test.size();
  return {
      parts_.target.is_number() ? kSequenceRegression : kSequenceClassification,
      parts_.name,
      parts_.sha256,
      {{"train", train}, {"valid", valid}, {"test", test}},
      text("{}: {} sequences to train on, {} to validate, {} to test; up to {} steps of {} "
           "channels",
           "{}: 训练 {} 个序列, 验证 {} 个, 测试 {} 个; 至多 {} 步, 每步 {} 个通道", parts_.name,
           train, valid, test, parts_.pipeline.steps(), parts_.pipeline.num_channels()),
      parts_.target.column};
}

Graph SequenceBuild::product_graph(std::int64_t rows) const {
  return sequence_graph(network_, parts_.target, rows);
}

json SequenceBuild::schema() const {
  json columns = json::array();
  for (const std::string& column : parts_.pipeline.columns())
    columns.push_back(
        {{"name", column}, {"meaning", to_string(parts_.profile.find(column)->meaning)}});
  json schema = {{"kind", "sequences"},
                 {"classes", parts_.target.classes},
                 {"target", to_json(parts_.target)},
                 {"columns", std::move(columns)},
                 {"guard", parts_.guard.to_json()}};
  if (call_from_) schema["threshold"] = *call_from_;
  if (intervals_) schema["intervals"] = to_json(*intervals_);
  return schema;
}

Evaluation SequenceBuild::write_product() {
  const std::filesystem::path& folder = place_.folder;
  stages_.begin("export");
  write_file(folder / kPipelineFile, parts_.pipeline.to_json());
  static_cast<void>(write_network());
  stages_.begin("evaluate");
  LoadedSequences model(folder, {.num_threads = request_.threads});
  using Clock = std::chrono::steady_clock;
  const Clock::time_point asked = Clock::now();
  const auto answers_about = [&](const SequencePart& part) {
    return predictions_of(model.predict(part.encoded, part.spans), part.labels(), parts_.target);
  };
  Judged judged{model, answers_about(parts_.valid), answers_about(parts_.test)};
  const std::chrono::duration<double> seconds = Clock::now() - asked;
  judged.seconds_per_row =
      seconds.count() / static_cast<double>(parts_.valid.size() + parts_.test.size());
  settle_answers(judged.valid);
  judged.valid.call_from = judged.test.call_from = call_from_;
  const Tensor learned = truth_like(parts_.train.labels(), parts_.target);
  metrics_["valid"] =
      metrics_to_json(evaluate(judged.valid, {.replicates = 0, .training_truth = learned}));
  Evaluation evaluation = evaluate(judged.test, {.training_truth = learned});
  metrics_["test"] = metrics_to_json(evaluation);
  stages_.begin("analyse");
  const Findings findings = find(judged, evaluation);
  write_file(folder / kSamplesFile, some_sequences(parts_, kSampleSequences).dump(2) + "\n");
  const SequencePictures pictures(
      parts_.pipeline, [&](const Tensor& rows) { return model.predict(rows); },
      columns_to_draw(findings, parts_.pipeline));
  json figures = to_json(evaluation);
  for (json& mistake : figures["mistakes"]) {
    const auto row = mistake.at("row").get<std::int64_t>();
    mistake["picture"] = pictures.of(parts_.test, row);
    mistake["fields"] = sequence_fields(parts_.test, row);
  }
  const bool numbers = parts_.target.is_number();
  write_pages({numbers ? text("a number from a sequence", "序列数值预测")
                       : text("classes from sequences", "序列分类"),
               fmt::format("Predicts {}.\nSequences that are unlike those of the training data "
                           "(other machines, sensors, ways of sampling)\nare not covered by the "
                           "figures.",
                           parts_.target.column),
               schema()},
              evaluation, std::move(figures), findings, [&](json& found) {
                const auto shown = [&](const SequencePart& part, std::int64_t row) -> json {
                  return {{"picture", pictures.of(part, row)}};
                };
                show_rows(found, {[&](std::int64_t row) {
                                    const std::int64_t valid = parts_.valid.size();
                                    return row < valid ? shown(parts_.valid, row)
                                                       : shown(parts_.test, row - valid);
                                  },
                                  [&](std::int64_t row) { return shown(parts_.test, row); }});
              });
  return evaluation;
}

}  // namespace ingot
