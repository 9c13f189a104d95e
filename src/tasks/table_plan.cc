#include "tasks/table_plan.h"

#include <cmath>
#include <set>

#include "tasks/tree_member.h"

namespace ingot {
namespace {

// Five trainings of so many rows pay; of more where each second of the time is for few enough.
constexpr std::int64_t kBaggedRows = 20'000, kBaggedRowsOfSecond = 200;
constexpr std::int64_t kFolds = 5;
// More would take a network hours, and trees learn from all.
constexpr std::int64_t kMostNetworkRows = 500'000;

// Small steps on parts of rows and columns, ended early, where XGBoost's own defaults take large
// ones on all; settings of the user's come first.
MemberPlan trees(const char* depth, const char* eta,
                 std::map<std::string, std::string> settings = {}) {
  const bool has_rate = settings.contains("learning_rate");  // XGBoost's other name for eta
  settings.merge(std::map<std::string, std::string>{{"max_depth", depth},
                                                    {"eta", eta},
                                                    {"subsample", "0.8"},
                                                    {"colsample_bytree", "0.8"},
                                                    {"min_child_weight", "2"}});
  if (has_rate) settings.erase("eta");
  return {kBoostedTrees, std::move(settings)};
}

MemberPlan network(const char* model, std::map<std::string, std::string> settings) {
  return {model, std::move(settings)};
}

void plan_tables(std::vector<PlannedMember>& planned, const TableParts& parts, bool in_time) {
  const bool networks = parts.goal.monotone.empty();
  planned.push_back({trees("6", "0.05"), 1});
  if (networks) planned.push_back({network("tabm", {{"width", "256"}, {"blocks", "2"}}), 2});
  if (networks && !parts.texts.empty()) planned.push_back({{"text-linear"}, 0.5});
  if (in_time) planned.push_back({trees("3", "0.08"), 0.5});
  // Few columns at a time: where some hide what others say.
  if (in_time)
    planned.push_back({trees("5", "0.03", {{"colsample_bytree", "0.4"}, {"subsample", "0.7"}}), 1});
  // Deep ones find rows that are nearly the same again.
  if (in_time)
    planned.push_back(
        {trees("12", "0.05", {{"min_child_weight", "1"}, {"colsample_bytree", "0.5"}}), 1});
  if (networks && in_time) planned.push_back({network("table-mlp", {{"dropout", "0.2"}}), 1});
}

}  // namespace

std::vector<PlannedMember> plan_members(const BuildRequest& request, const TableParts& parts) {
  std::vector<PlannedMember> planned;
  const std::set<std::int64_t> groups(parts.groups.begin(), parts.groups.end());
  if (!request.members.empty()) {
    // A fold of a cross-validation may have fewer groups than all rows.
    for (MemberPlan member : request.members) {
      if (!groups.empty() && std::ssize(groups) < member.folds)
        member.folds = groups.size() > 1 ? std::ssize(groups) : 0;
      planned.push_back({std::move(member)});
    }
    return planned;
  }
  const std::map<std::string, std::string> settings = model_settings(request);
  if (request.model == kBoostedTrees) return {{trees("6", "0.05", settings)}};
  if (request.model != "auto") return {{{request.model, settings, 0, request.epochs}}};
  const bool in_time = request.time_seconds > 0;
  if (parts.texts_alone) {
    planned = {{{"text-linear"}, 1}, {{"textcnn"}, 3}};
    if (in_time) planned.push_back({{"fasttext"}, 1});
  } else {
    plan_tables(planned, parts, in_time);
  }
  // Folds by time would choose weights on earlier rows by models of later ones.
  const auto timed_rows =
      static_cast<std::int64_t>(request.time_seconds * static_cast<double>(kBaggedRowsOfSecond));
  const bool is_bagged = parts.train.size() <= std::max(kBaggedRows, timed_rows) &&
                         parts.split.kind != SplitKind::time &&
                         (groups.empty() || std::ssize(groups) >= kFolds);
  for (PlannedMember& member : planned) {
    if (is_bagged) member.plan.folds = kFolds;
    member.plan.epochs = request.epochs;
    if (member.plan.model != kBoostedTrees && parts.train.size() > kMostNetworkRows)
      member.plan.rows = kMostNetworkRows;
  }
  return planned;
}

ViewOptions view_options(const TableParts& parts, const std::vector<PlannedMember>& plans) {
  ViewOptions options{.names = {kNetworkView, kTreesView},
                      .texts = parts.texts,
                      .token_options = parts.token_options,
                      .left_out = parts.left_out};
  for (const auto& [column, direction] : parts.goal.monotone) options.monotone.insert(column);
  if (parts.texts_alone) options.names = {kBagView};
  // Bins make tens of features of each number: not of very many columns or cells.
  constexpr std::int64_t kMostBinned = 200, kMostBinnedCells = 20'000'000;
  const auto columns = static_cast<std::int64_t>(parts.profile.columns.size());
  options.piecewise = columns <= kMostBinned && columns * parts.train.size() <= kMostBinnedCells;
  for (const PlannedMember& member : plans) {
    const std::string view = view_of(member.plan.model, !parts.texts.empty());
    if (std::ranges::find(options.names, view) == options.names.end())
      options.names.push_back(view);
    // Some embed numbers themselves.
    if (member.plan.model == "ft-transformer" || member.plan.settings.contains("embedding"))
      options.piecewise = false;
  }
  return options;
}

std::vector<double> choose_weights(const std::vector<Tensor>& answers,
                                   const std::vector<double>& targets,
                                   std::span<const float> row_weights, const TableParts& parts) {
  constexpr int kRounds = 20;
  const auto size = static_cast<std::size_t>(answers.at(0).num_elements());
  std::vector<double> weights(answers.size()), sum(size);
  double best_loss = INFINITY;
  std::vector<double> best = weights;
  for (int round = 1; round <= kRounds; ++round) {
    std::size_t chosen = 0;
    double least = INFINITY;
    for (std::size_t m = 0; m < answers.size(); ++m) {
      std::vector<double> with = sum;
      for (std::size_t i = 0; i < with.size(); ++i)
        with[i] = (with[i] + answers[m].at(static_cast<std::int64_t>(i))) / round;
      const double loss = loss_of(parts.goal, parts.target, with, targets, row_weights);
      if (loss < least) {
        least = loss;
        chosen = m;
      }
    }
    weights[chosen] += 1;
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += answers[chosen].at(static_cast<std::int64_t>(i));
    if (least < best_loss) {
      best_loss = least;
      best = weights;
    }
  }
  double total = 0;
  for (const double w : best) total += w;
  for (double& w : best) w /= total;
  return best;
}

}  // namespace ingot
