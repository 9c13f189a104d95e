#include "tasks/sequence.h"

#include "evaluate/check_json.h"
#include "formats/product_folder.h"
#include "predict/loaded_sequences.h"
#include "predict/prediction_intervals.h"
#include "tasks/build_record.h"
#include "tasks/sequence_build.h"
#include "tasks/split_choice.h"
#include "tasks/table_findings.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

BuildResult build_sequences(const BuildRequest& request, Progress& progress) {
  return SequenceBuild(request, progress).start();
}

BuildResult resume_sequences(const fs::path& folder, const std::string& home, Progress& progress) {
  return SequenceBuild(resumed_request(folder, home), progress).resume(folder);
}

// A finished product and the sequences that it is asked about.
class AskedSequences {
 public:
  AskedSequences(const fs::path& folder, const std::string& data, const DataOptions& options)
      : manifest_(load_manifest(folder)),
        target_(target_from_json(manifest_.schema.at("target"))),
        model_(folder, {.num_threads = options.num_threads},
               SequenceGuard::from_json(manifest_.schema.at("guard"))) {
    TableOptions how = options.table;
    how.num_threads = options.num_threads;
    how.progress = options.progress;
    // What only divided the rows is not asked for, either.
    const std::string group = split_choice(request_from_json(manifest_.options)).column;
    table_ = std::make_shared<const SequenceTable>(
        model_.read(*open_table(data, how), {target_.column, group}));
  }

  [[nodiscard]] const Manifest& manifest() const { return manifest_; }
  [[nodiscard]] const TableTarget& target() const { return target_; }
  [[nodiscard]] LoadedSequences& model() { return model_; }
  [[nodiscard]] const std::shared_ptr<const SequenceTable>& table() const { return table_; }
  [[nodiscard]] std::optional<float> call_from() const {
    if (!manifest_.schema.contains("threshold")) return std::nullopt;
    return manifest_.schema["threshold"].get<float>();
  }
  // Undefined where there are none.
  [[nodiscard]] Tensor intervals(const Tensor& predicted) const {
    if (!manifest_.schema.contains("intervals")) return {};
    return intervals_from_json(manifest_.schema["intervals"]).around(predicted);
  }
  [[nodiscard]] TableCheck check(std::span<const StepSpan> spans, Progress* progress) const {
    TableCheck found = model_.check(*table_, spans);
    if (progress != nullptr)
      for (const TableFinding& finding : found.file)
        progress->note({"warning: " + finding.text.en, "警告: " + finding.text.zh});
    return found;
  }

 private:
  Manifest manifest_;
  TableTarget target_;
  LoadedSequences model_;
  std::shared_ptr<const SequenceTable> table_;
};

ScoredData evaluate_sequences(const fs::path& folder, const std::string& data,
                              const DataOptions& options) {
  AskedSequences asked(folder, data, options);
  const TableTarget& target = asked.target();
  const BuildRequest request = request_from_json(asked.manifest().options);
  const SequencePart part =
      labelled_sequences(asked.table(), asked.model().pipeline().window(),
                         read_sequence_settings(request).target_is_last, target);
  if (part.size() == 0)
    throw Error("no_rows", text("no sequence of {} has a target that the product knows",
                                "{} 中没有目标值为产品所知的序列", data))
        .expected(target.is_number() ? text("numbers in column {}", "列 {} 中的数值", target.column)
                                     : text("{} in column {}", "列 {1} 中的 {0}",
                                            fmt::join(target.classes, ", "), target.column));
  if (part.left_out > 0 && options.progress)
    options.progress->note(
        text("{} of {} sequences have no target that the product knows: no figure counts them",
             "{1} 个序列中有 {0} 个没有产品所知的目标值: 不计入任何指标", part.left_out,
             part.left_out + part.size()));
  const TableCheck check = asked.check(part.spans, options.progress);
  const Predictions predictions =
      predictions_of(asked.model().predict(*part.table, part.spans), part.labels(), target,
                     {.call_from = asked.call_from()});
  const Evaluation evaluation = evaluate(predictions);
  return {evaluation,
          {{"product", folder.string()},
           {"task", asked.manifest().task},
           {"rows", {{"train", 0}, {"valid", 0}, {"test", part.size()}}},
           {"left_out", part.left_out},
           {"verdicts", count_verdicts(check.rows)},
           {"findings", findings_to_json(check.file)},
           {"metrics", {{"test", metrics_to_json(evaluation)}}}}};
}

PredictedRows predict_sequences(const fs::path& folder, const std::string& data,
                                const DataOptions& options) {
  AskedSequences asked(folder, data, options);
  const std::vector<StepSpan> spans = asked.model().pipeline().spans(*asked.table());
  Tensor scores = asked.model().predict(*asked.table(), spans);
  TableCheck check = asked.check(spans, options.progress);
  Tensor intervals = asked.target().is_number() ? asked.intervals(scores) : Tensor();
  return {.scores = std::move(scores),
          .classes = asked.target().classes,
          .call_from = asked.call_from(),
          .intervals = std::move(intervals),
          .checks = std::move(check.rows),
          .findings = std::move(check.file),
          .ids = asked.table()->names,
          .id_column = "sequence"};
}

}  // namespace

TaskDef sequence_task(const char* name, Text summary) {
  return {.name = name,
          .summary = std::move(summary),
          .next = "ingot predict {} ROWS.csv",
          .build = build_sequences,
          .resume = resume_sequences,
          .evaluate = evaluate_sequences,
          .predict = predict_sequences};
}

}  // namespace ingot
