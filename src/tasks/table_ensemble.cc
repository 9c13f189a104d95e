#include "tasks/table_ensemble.h"

#include <cmath>

#include "base/clock.h"
#include "base/files.h"
#include "base/memory.h"
#include "data/folds.h"
#include "formats/product_folder.h"
#include "tasks/product_pages.h"
#include "tasks/table_findings.h"
#include "tasks/table_training.h"
#include "tasks/table_views.h"
#include "tasks/training_line.h"
#include "tasks/training_stops.h"
#include "tasks/tree_member.h"
#include "tensor/rows.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Epochs without a better loss on held-out rows after which a network has learned what it can.
constexpr std::int64_t kPatience = 20;
// Of the seconds that a network has, what may be planned in epochs.
constexpr double kPlannedShare = 0.9;

Tensor weighted_mean(const std::vector<Tensor>& answers, const std::vector<double>& shares) {
  Tensor mean(f32, answers[0].shape());
  const std::span<float> out = mean.mutable_data<float>();
  for (std::size_t i = 0; i < out.size(); ++i) {
    double sum = 0;
    for (std::size_t m = 0; m < answers.size(); ++m)
      sum += shares[m] * static_cast<double>(answers[m].data<float>()[i]);
    out[i] = static_cast<float>(sum);
  }
  return mean;
}

// 0 where none are trained.
std::size_t bytes_of_trees(const BuildRequest& request, const TableParts& parts,
                           const EncodedTable& encoded) {
  if (parts.texts_alone) return 0;
  const std::int64_t features = encoded.pipeline.view(kTreesView).width,
                     rows = most_tree_rows(features, encoded.train.size() + encoded.valid.size(),
                                           request.memory_limit);
  // Those of labels are trained one after another.
  const std::int64_t outputs = parts.target.is_label_sets() ? 1 : parts.target.num_classes();
  return boosted_trees_bytes(rows, features, std::max<std::int64_t>(1, outputs));
}

struct Trained {
  TableMember member;
  std::int64_t end = 0;  ///< epochs or rounds
};

class EnsembleTraining {
 public:
  EnsembleTraining(const BuildRequest& request, const TableParts& parts,
                   const EncodedTable& encoded, Progress& progress)
      : request_(request),
        parts_(parts),
        encoded_(encoded),
        progress_(progress),
        all_(all_learning_rows(encoded, parts)),
        trees_bytes_(bytes_of_trees(request, parts, encoded)) {
    ensemble_.predicted_bytes = std::max(peak_resident_bytes(), resident_bytes() + trees_bytes_);
  }

  // Trains one of the plan and adds what it says of the rows that it was not trained on.
  void add(PlannedMember planned, const std::optional<Deadline>& deadline,
           const fs::path& checkpoint) {
    MemberPlan& plan = planned.plan;
    const std::vector<std::int64_t> known_ends = std::exchange(plan.ends, {});
    const std::vector<Fold> folds = folds_of(plan);
    const std::size_t trainings = std::max<std::size_t>(folds.size(), 1);
    std::vector<TableMember> members;
    Tensor answers;
    for (std::size_t k = 0; k < trainings; ++k) {
      const Fold* fold = folds.empty() ? nullptr : &folds[k];
      const LearningRows rows = fold ? fold_rows(all_, *fold) : learning_rows(encoded_, parts_);
      const fs::path folder = fold ? checkpoint / fmt::format("fold-{}", k + 1) : checkpoint;
      fs::create_directories(folder);
      const std::int64_t end = k < known_ends.size() ? known_ends[k] : 0;
      std::optional<Deadline> own;
      if (deadline && end == 0)
        own.emplace(deadline->seconds_left() / static_cast<double>(trainings - k));
      Trained trained = train(plan, rows, end, own, folder);
      plan.ends.push_back(trained.end);
      const Tensor said = answers_of(trained.member, encoded_.pipeline, parts_.target, rows.valid,
                                     request_.threads);
      if (fold && k == 0) answers = Tensor(f32, said.shape().with(0, all_.size()));
      if (fold)
        scatter_rows(said, fold->held_out, answers);
      else
        answers = said;
      members.push_back(std::move(trained.member));
    }
    if (plan.rows > 0) tell_of_rows(plan);
    ensemble_.plans.push_back(plan);
    members_.push_back(std::move(members));
    answers_.push_back(std::move(answers));
  }

  TableEnsemble finish() {
    // Folds answer for all rows in their own order, others for the validation rows alone, which
    // come last.
    const std::int64_t rows = std::ranges::min_element(answers_, {}, [](const Tensor& t) {
                                return t.shape()[0];
                              })->shape()[0];
    std::vector<Tensor> common;
    for (const Tensor& answers : answers_)
      common.push_back(answers.rows(answers.shape()[0] - rows, rows));
    ensemble_.held_out_targets.assign(all_.targets.end() - rows * parts_.target.width(),
                                      all_.targets.end());
    const std::span<const float> row_weights =
        all_.weights.empty() ? std::span<const float>()
                             : std::span(all_.weights).last(static_cast<std::size_t>(rows));
    const std::vector<double> shares =
        members_.size() == 1
            ? std::vector<double>{1}
            : choose_weights(common, ensemble_.held_out_targets, row_weights, parts_);
    ensemble_.held_out = weighted_mean(common, shares);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (members_.size() > 1)
        ensemble_.decisions.push_back(
            {text("share of {}", "{} 的权重", ensemble_.plans[i].model),
             text("{:.2f}", "{:.2f}", shares[i]),
             text("the mean with these shares has the least loss on rows held out of training",
                  "按此权重的均值在未参与训练的数据上损失最小")});
      if (shares[i] == 0) continue;
      for (TableMember& member : members_[i]) {
        member.weight = shares[i] / static_cast<double>(members_[i].size());
        for (const auto& [name, value] : member.weights)
          ensemble_.parameters += value.num_elements();
        ensemble_.members.push_back(std::move(member));
      }
    }
    return std::move(ensemble_);
  }

 private:
  // None where the plan is trained once, on the training rows.
  [[nodiscard]] std::vector<Fold> folds_of(const MemberPlan& plan) const {
    if (plan.folds == 0) return {};
    return folds_of_rows(all_.targets, parts_.groups, parts_.target,
                         {.folds = static_cast<int>(plan.folds), .seed = request_.seed});
  }

  Trained train(MemberPlan& plan, const LearningRows& rows, std::int64_t end,
                const std::optional<Deadline>& deadline, const fs::path& folder) {
    return plan.model == kBoostedTrees ? train_forest(plan, rows, end, deadline)
                                       : train_network(plan, rows, end, deadline, folder);
  }

  Trained train_forest(const MemberPlan& plan, const LearningRows& rows, std::int64_t end,
                       const std::optional<Deadline>& deadline) {
    TreesWanted wanted{plan.settings, request_.seed, request_.threads, &progress_, deadline};
    wanted.memory_limit = request_.memory_limit;
    if (end > 0) wanted.settings["rounds"] = fmt::format("{}", end);
    const FeatureView view = encoded_.pipeline.view(kTreesView);
    const std::int64_t most = most_tree_rows(view.width, rows.train.size(), request_.memory_limit);
    if (most < rows.train.size())
      ensemble_.decisions.push_back(
          {text("rows for {}", "{} 的训练行", plan.model),
           text("{} of {}", "{} 行, 共 {} 行", most, rows.train.size()),
           request_.memory_limit > 0
               ? text("as many as --memory-limit holds, drawn from all of them",
                      "从全部训练行中抽取, 数量以 --memory-limit 为限")
               : text("as many as {:.1f} GB of memory hold, drawn from all of them; "
                      "--memory-limit, such as 8GB, lets trees learn from more",
                      "从全部训练行中抽取, 以 {:.1f} GB 内存为限; 用 --memory-limit (如 8GB) "
                      "可使用更多行",
                      static_cast<double>(tree_memory(rows.train.size())) / 1e9)});
    TrainedTrees trees = train_trees(wanted, parts_.target, parts_.goal, view, rows);
    return {std::move(trees.member), trees.rounds};
  }

  // So many epochs that the schedule comes down to zero just in time, of fewer rows where there is
  // no time for a few (but not of folds, which are small); kept, so that a training that was
  // interrupted goes on by the same schedule.
  void plan_epochs(BuildRequest& request, MemberPlan& plan, const LearningRows& rows,
                   const std::optional<Deadline>& deadline, const fs::path& file) const {
    constexpr double kFewestEpochs = 3, kFewestRows = 1000;
    if (fs::exists(file)) {
      const json kept = json::parse(read_file(file));
      request.epochs = kept.at("epochs").get<std::int64_t>();
      plan.rows = kept.at("rows");
      return;
    }
    if (!deadline) return;
    const double seconds = deadline->seconds_left();
    TableTraining training(request, parts_.target, parts_.goal,
                           encoded_.pipeline.view(view_of(request.model, !parts_.texts.empty())),
                           rows);
    const double epochs = kPlannedShare * seconds / training.trainer().seconds_per_epoch(),
                 all = static_cast<double>(rows.train.size());
    if (plan.folds == 0 && epochs < kFewestEpochs && all > kFewestRows)
      plan.rows = std::llround(std::max(all * epochs / kFewestEpochs, kFewestRows));
    const double used =
        plan.rows > 0 ? static_cast<double>(std::min(plan.rows, rows.train.size())) : all;
    request.epochs = std::clamp<std::int64_t>(std::llround(std::floor(epochs * all / used + 1e-6)),
                                              1, training.setup().epochs);
    write_file(file, json{{"epochs", *request.epochs}, {"rows", plan.rows}}.dump() + "\n");
  }

  void tell_of_rows(const MemberPlan& plan) {
    ensemble_.decisions.push_back(
        {text("rows for {}", "{} 的训练行", plan.model),
         text("{} of {}", "{} 行, 共 {} 行", plan.rows, parts_.train.size()),
         text("as many as there is time for, drawn from all of them",
              "从全部训练行中抽取, 数量以时间允许为限")});
  }

  Trained train_network(MemberPlan& plan, const LearningRows& all, std::int64_t end,
                        const std::optional<Deadline>& deadline, const fs::path& folder) {
    BuildRequest request = request_;
    request.model = plan.model;
    request.settings = plan.settings;
    request.epochs = plan.epochs;
    if (end > 0) request.epochs = end;
    const fs::path checkpoint = folder / kTrainingFile;
    const auto seed = static_cast<std::uint64_t>(request.seed);
    LearningRows rows = plan.rows > 0 ? some_rows_of(all, plan.rows, seed) : all;
    const std::int64_t planned = plan.rows;
    if (end == 0) plan_epochs(request, plan, rows, deadline, folder / "epochs.json");
    if (plan.rows != planned) rows = some_rows_of(all, plan.rows, seed);
    TableTraining training(request, parts_.target, parts_.goal,
                           encoded_.pipeline.view(view_of(request.model, !parts_.texts.empty())),
                           rows);
    Trainer& trainer = training.trainer();
    if (fs::exists(checkpoint)) trainer.restore(checkpoint);
    announce(training, plan.model);
    TrainingLine line(progress_, plan.model);
    CsvLog csv(folder / "history.csv");
    TensorBoardLog events(folder / "events.out.tfevents.ingot");
    const std::int64_t patience = training.settings().patience;
    EarlyStop early(patience > 0 ? patience : kPatience);
    std::vector<Callback*> callbacks{&line, &csv, &events, &early};
    trainer.run(callbacks, [&] { trainer.save(checkpoint); });
    ensemble_.history = trainer.history();
    ensemble_.layers = layers_of(training.network());
    ensemble_.settings = settings_json(training.settings(), training.setup());
    return {training.member(), training.setup().epochs};
  }

  void announce(TableTraining& training, const std::string& model) {
    Trainer& trainer = training.trainer();
    // Trees are trained too, at the latest to be compared with; what the network took is not all
    // given back.
    const std::size_t with = resident_bytes() + trainer.predicted_bytes() + trees_bytes_;
    ensemble_.predicted_bytes = std::max(ensemble_.predicted_bytes, with);
    if (std::exchange(is_announced_, true)) return;
    constexpr double kMegabyte = 1e6;
    const double seconds = trainer.seconds_per_epoch() * static_cast<double>(trainer.epochs_left());
    progress_.note(text("{}: {} parameters, about {:.0f} MB of memory, at most {} of training",
                        "{}: {} 个参数, 约需内存 {:.0f} MB, 训练至多 {}", model,
                        count_parameters(training.network()).total(),
                        static_cast<double>(ensemble_.predicted_bytes) / kMegabyte,
                        format_seconds(seconds)));
  }

  const BuildRequest& request_;
  const TableParts& parts_;
  const EncodedTable& encoded_;
  Progress& progress_;
  AllRows all_;
  std::size_t trees_bytes_;
  bool is_announced_ = false;
  TableEnsemble ensemble_;
  std::vector<std::vector<TableMember>> members_;  // of each plan
  std::vector<Tensor> answers_;                    // of each plan, on rows it was not trained on
};

}  // namespace

Predictions held_out_predictions(const TableEnsemble& ensemble, const TableTarget& target) {
  return predictions_of(ensemble.held_out,
                        TablePart{.targets = ensemble.held_out_targets, .width = target.width()},
                        target);
}

Tensor answers_of(const std::vector<TableMember>& members, const TablePipeline& pipeline,
                  const TableTarget& target, const EncodedRows& features, int num_threads) {
  std::vector<Tensor> answers;
  std::vector<double> shares;
  for (const TableMember& member : members) {
    answers.push_back(answers_of(member, pipeline, target, features, num_threads));
    shares.push_back(member.weight);
  }
  return weighted_mean(answers, shares);
}

TableEnsemble train_members(const BuildRequest& request, const TableParts& parts,
                            const EncodedTable& encoded, std::vector<PlannedMember> planned,
                            const std::optional<Deadline>& deadline, const fs::path& checkpoint,
                            Progress& progress) {
  EnsembleTraining training(request, parts, encoded, progress);
  double shares = 0;
  for (const PlannedMember& member : planned) shares += member.share;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    std::optional<Deadline> own;
    if (deadline) own.emplace(deadline->seconds_left() * planned[i].share / shares);
    shares -= planned[i].share;
    const fs::path folder =
        planned.size() > 1 ? checkpoint / fmt::format("member-{}", i + 1) : checkpoint;
    training.add(std::move(planned[i]), own, folder);
  }
  return training.finish();
}

}  // namespace ingot
