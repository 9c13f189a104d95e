#include "tasks/table_plan.h"

#include <cmath>

#include "tasks/tree_member.h"

namespace ingot {
namespace {

// Mean loss of `sum / count`.
double loss_of(const std::vector<double>& sum, double count, const std::vector<double>& targets,
               const TableTarget& target) {
  const std::size_t width = sum.size() / targets.size();
  double loss = 0;
  for (std::size_t row = 0; row < targets.size(); ++row) {
    if (target.is_number()) {
      const double error = (sum[row] / count - targets[row]) / target.spread;
      loss += error * error;
    } else {
      constexpr double kLeast = 1e-7;
      const double p = sum[row * width + static_cast<std::size_t>(targets[row])] / count;
      loss -= std::log(std::max(p, kLeast));
    }
  }
  return loss / static_cast<double>(targets.size());
}

constexpr std::int64_t kBaggedRows = 20'000;
constexpr std::int64_t kFolds = 5;

// Small steps on parts of rows and columns, ended early, where XGBoost's own defaults take large
// ones on all; settings of the user's come first.
MemberPlan trees(const char* depth, const char* eta,
                 std::map<std::string, std::string> settings = {}) {
  settings.merge(std::map<std::string, std::string>{{"max_depth", depth},
                                                    {"eta", eta},
                                                    {"subsample", "0.8"},
                                                    {"colsample_bytree", "0.8"},
                                                    {"min_child_weight", "2"}});
  return {kBoostedTrees, std::move(settings)};
}

MemberPlan network(const char* model, std::map<std::string, std::string> settings) {
  return {model, std::move(settings)};
}

}  // namespace

std::vector<PlannedMember> plan_members(const BuildRequest& request, std::int64_t rows) {
  std::vector<PlannedMember> planned;
  if (!request.members.empty()) {
    for (const MemberPlan& member : request.members) planned.push_back({member});
    return planned;
  }
  if (request.model == kBoostedTrees) return {{trees("6", "0.05", request.settings)}};
  if (request.model != "auto") return {{{request.model, request.settings, 0, request.epochs}}};
  planned = {{trees("6", "0.05"), 1}, {network("tabm", {{"width", "256"}, {"blocks", "2"}}), 2}};
  if (request.time_seconds > 0) {
    planned.push_back({trees("3", "0.08"), 0.5});
    planned.push_back({network("table-mlp", {{"dropout", "0.2"}}), 1});
  }
  for (PlannedMember& member : planned) {
    if (rows <= kBaggedRows) member.plan.folds = kFolds;
    member.plan.epochs = request.epochs;
  }
  return planned;
}

bool bins_numbers(const std::vector<PlannedMember>& plans) {
  return std::ranges::none_of(plans, [](const PlannedMember& member) {
    return member.plan.model == "ft-transformer" || member.plan.settings.contains("embedding");
  });
}

std::vector<double> choose_weights(const std::vector<Tensor>& answers,
                                   const std::vector<double>& targets, const TableTarget& target) {
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
        with[i] += answers[m].at(static_cast<std::int64_t>(i));
      const double loss = loss_of(with, round, targets, target);
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
