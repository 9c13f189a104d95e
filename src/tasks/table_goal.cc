#include "tasks/table_goal.h"

#include <cmath>

#include "base/parse.h"
#include "features/ordinal_scales.h"
#include "tasks/table_features.h"
#include "tasks/table_views.h"
#include "tasks/text_tokens.h"
#include "tasks/tree_member.h"

namespace ingot {
namespace {

constexpr const char* kLossKey = "loss";

std::string wanted_loss(const BuildRequest& request) {
  const auto found = request.settings.find(kLossKey);
  return found == request.settings.end() ? "" : found->second;
}

Error bad_loss(const std::string& given, const Text& expected) {
  return Error("bad_option", text("loss cannot be \"{}\"", "loss 不能为“{}”", given))
      .expected(expected)
      .where(text("--set loss={}", "--set loss={}", given));
}

struct NamedGoal {
  GoalKind kind;
  double quantile = 0.5;
  std::vector<std::string> order = {};
};

NamedGoal named_goal(const std::string& given) {
  constexpr std::string_view kQuantile = "quantile:";
  if (given.starts_with(kQuantile)) {
    const auto q = parse_as<double>(given.substr(kQuantile.size()));
    if (!q || !(*q > 0 && *q < 1))
      throw bad_loss(given, text("a share between 0 and 1, such as quantile:0.9",
                                 "0 与 1 之间的比例, 如 quantile:0.9"));
    return {GoalKind::quantile, *q};
  }
  constexpr std::string_view kOrdered = "ordered:";
  if (given.starts_with(kOrdered)) {
    NamedGoal goal{GoalKind::ordered};
    for (const std::string_view step : split_commas(given.substr(kOrdered.size())))
      goal.order.emplace_back(step);
    return goal;
  }
  if (given == "mse") return {GoalKind::squared};
  if (given == "mae") return {GoalKind::absolute};
  if (given == "poisson") return {GoalKind::count};
  if (given == "ordered") return {GoalKind::ordered};
  throw bad_loss(given, text("mse, mae, quantile:0.9 or poisson for numbers, ordered or "
                             "ordered:low,medium,high for classes",
                             "数值: mse、mae、quantile:0.9 或 poisson; 类别: ordered 或 "
                             "ordered:low,medium,high"));
}

std::map<std::string, int> read_monotone(const std::string& given) {
  std::map<std::string, int> directions;
  if (given.empty()) return directions;
  for (const std::string_view part : split_commas(given)) {
    const std::size_t sign = part.rfind('=');
    const std::string_view direction =
        sign == std::string_view::npos ? std::string_view() : part.substr(sign + 1);
    if (sign == 0 || (direction != "up" && direction != "down"))
      throw Error("wrong_usage",
                  text("--monotone cannot be \"{}\"", "--monotone 不能为“{}”", given))
          .expected(text("columns with up or down, such as age=up,price=down",
                         "列名加 up 或 down, 如 age=up,price=down"))
          .where(text("--monotone, command line", "--monotone, 命令行"));
    directions[std::string(part.substr(0, sign))] = direction == "up" ? 1 : -1;
  }
  return directions;
}

double loss_of_number(const TableGoal& goal, double spread, double answer, double truth) {
  const double error = (answer - truth) / spread;
  switch (goal.kind) {
    case GoalKind::absolute: return std::abs(error);
    case GoalKind::quantile:
      return error < 0 ? -goal.quantile * error : (1 - goal.quantile) * error;
    case GoalKind::count: {
      constexpr double kLeast = 1e-7;
      return answer - truth * std::log(std::max(answer, kLeast));
    }
    default: return error * error;
  }
}

}  // namespace

Loss TableGoal::loss() const {
  switch (kind) {
    case GoalKind::classes:
    case GoalKind::ordered: return Loss("sparse_categorical_crossentropy");
    case GoalKind::label_sets: return Loss("binary_crossentropy");
    case GoalKind::absolute: return Loss("mae");
    case GoalKind::quantile: return Loss(Spec{"quantile", {{"quantile", quantile}}});
    case GoalKind::count: return Loss("poisson");
    case GoalKind::squared: break;
  }
  return Loss("mse");
}

TreeObjective TableGoal::objective(std::int64_t num_classes) const {
  switch (kind) {
    case GoalKind::classes:
      return num_classes == 2 ? TreeObjective::binary : TreeObjective::classes;
    case GoalKind::ordered:
      return num_classes == 2 ? TreeObjective::binary : TreeObjective::ordered;
    case GoalKind::label_sets: return TreeObjective::binary;
    case GoalKind::absolute: return TreeObjective::absolute;
    case GoalKind::quantile: return TreeObjective::quantile;
    case GoalKind::count: return TreeObjective::count;
    case GoalKind::squared: break;
  }
  return TreeObjective::squared;
}

void require_goal(const BuildRequest& request, const char* models) {
  if (request.model == "auto" && !model_settings(request).empty())
    throw Error("wrong_usage",
                text("auto chooses the settings of its models itself, also \"{}\"",
                     "auto 自行选择各模型的设置, 包括“{}”", model_settings(request).begin()->first))
        .where(text("--set, command line", "--set, 命令行"))
        .fix(text("name the model: --model {}", "请指定模型: --model {}", models));
  if (const std::string given = wanted_loss(request); !given.empty())
    static_cast<void>(named_goal(given));
  if (!read_monotone(request.monotone).empty() && request.model != "auto" &&
      request.model != kBoostedTrees)
    throw Error("wrong_usage", text("{} cannot be made monotone", "{} 无法保证单调", request.model))
        .where(text("--monotone, command line", "--monotone, 命令行"))
        .fix(text("--model xgboost or auto: trees can", "--model xgboost 或 auto: 树模型可以"));
}

TableGoal read_goal(const BuildRequest& request, const TableTarget& target) {
  TableGoal goal{target.is_number()       ? GoalKind::squared
                 : target.is_label_sets() ? GoalKind::label_sets
                                          : GoalKind::classes};
  goal.monotone = read_monotone(request.monotone);
  const std::string given = wanted_loss(request);
  const bool in_order = !given.empty() && named_goal(given).kind == GoalKind::ordered;
  if (!goal.monotone.empty() && ((target.num_classes() > 2 && !in_order) || target.is_label_sets()))
    throw Error("wrong_usage",
                text("\"{}\" has {} classes: nothing rises or falls",
                     "“{}”有 {} 个类别: 无所谓升降", target.column, target.num_classes()))
        .expected(text("a number, two classes, or classes in an order (--set loss=ordered)",
                       "数值, 两个类别, 或有序类别 (--set loss=ordered)"))
        .where(text("--monotone, command line", "--monotone, 命令行"));
  if (given.empty()) return goal;
  if (target.is_label_sets())
    throw bad_loss(given, text("nothing: each label of \"{}\" has its log loss",
                               "不设置: “{}”的每个标签使用其对数损失", target.column));
  const NamedGoal named = named_goal(given);
  const bool of_classes = named.kind == GoalKind::ordered;
  if (of_classes == target.is_number())
    throw bad_loss(given, target.is_number()
                              ? text("mse, mae, quantile:0.9 or poisson: \"{}\" is a number",
                                     "mse、mae、quantile:0.9 或 poisson: “{}”是数值", target.column)
                              : text("ordered, or nothing: \"{}\" has classes",
                                     "ordered 或不设置: “{}”为类别", target.column));
  goal.kind = named.kind;
  goal.quantile = named.quantile;
  goal.order = named.order;
  return goal;
}

std::optional<Decision> order_classes(TableTarget& target, const TableGoal& goal) {
  if (goal.kind != GoalKind::ordered) return std::nullopt;
  std::vector<std::string> order = goal.order;
  Text why = text("--set loss=ordered:...", "--set loss=ordered:...");
  const bool are_numbers = std::ranges::all_of(target.classes, [&](const std::string& name) {
    return parse_number(name, target.number).has_value();
  });
  if (order.empty() && are_numbers) {
    order = target.classes;  // which come by their size
    why = text("by their size", "按数值大小");
  }
  if (order.empty()) {
    std::vector<CategoryCount> classes;
    for (const std::string& name : target.classes) classes.push_back({name, 1});
    order = find_order(classes);
    why = text("they are steps of a scale", "它们是同一量表的各级");
  }
  const std::string listed = fmt::format("{}", fmt::join(target.classes, ","));
  if (!std::ranges::is_permutation(order, target.classes))
    throw Error("bad_option", order.empty() ? text("the order of \"{}\" is not known: {}",
                                                   "“{}”的类别顺序未知: {}", target.column, listed)
                                            : text("\"{}\" has the classes {}, the order names {}",
                                                   "“{}”的类别为 {}, 给出的顺序为 {}",
                                                   target.column, listed, fmt::join(order, ",")))
        .where(text("--set loss=ordered", "--set loss=ordered"))
        .fix(text("name all of them, the lowest first: --set 'loss=ordered:{}'",
                  "请从低到高写出全部类别: --set 'loss=ordered:{}'", listed));
  target.classes = order;
  return Decision{text("order of \"{}\"", "“{}”的顺序", target.column),
                  text("{}", "{}", fmt::join(order, " < ")), std::move(why)};
}

double loss_of(const TableGoal& goal, const TableTarget& target, std::span<const double> answers,
               std::span<const double> targets, std::span<const float> weights) {
  constexpr double kLeast = 1e-7;
  const std::size_t width = answers.size() / targets.size();
  // Label sets have one target for each label.
  const auto of_row = static_cast<std::size_t>(target.width());
  // Rows that all weigh nothing count alike.
  if (std::ranges::all_of(weights, [](float w) { return w == 0; })) weights = {};
  double loss = 0, total = 0;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const double weight = weights.empty() ? 1 : static_cast<double>(weights[i / of_row]);
    double own = 0;
    if (target.is_label_sets())
      own = -std::log(std::max(targets[i] != 0 ? answers[i] : 1 - answers[i], kLeast));
    else if (target.is_number())
      own = loss_of_number(goal, target.spread, answers[i], targets[i]);
    else
      own = -std::log(std::max(answers[i * width + static_cast<std::size_t>(targets[i])], kLeast));
    loss += weight * own;
    total += weight;
  }
  return loss / total;
}

std::map<std::string, std::string> model_settings(const BuildRequest& request) {
  std::map<std::string, std::string> settings = request.settings;
  for (const char* key : {kLossKey, kInteractionsKey, kSelectKey}) settings.erase(key);
  if (request.model == "auto" || view_of(request.model, false) == kTokensView)
    for (const char* key : kTokenKeys) settings.erase(key);
  return settings;
}

}  // namespace ingot
