#include "tasks/threshold_choice.h"

#include <cmath>

#include "base/parse.h"
#include "evaluate/label_thresholds.h"

namespace ingot {
namespace {

constexpr const char* kByF1 = "f1";
constexpr const char* kByCost = "cost";

Error bad_costs(const std::string& given) {
  return Error("wrong_usage", text("--cost {} names no costs", "--cost {} 不是代价", given))
      .expected(text("fn=NUMBER,fp=NUMBER, both above 0: what a missed row of the second class "
                     "costs, and a false alarm",
                     "fn=数,fp=数，均大于 0：漏判一行第二类的代价，以及误报的代价"))
      .where(text("--cost, command line", "--cost, 命令行"))
      .fix(text("--cost fn=5,fp=1", "--cost fn=5,fp=1"));
}

// What is wanted: by cost where only costs are given.
std::string rule_of(const BuildRequest& request) {
  return request.threshold.empty() && names_costs(request) ? kByCost : request.threshold;
}

}  // namespace

void set_costs(BuildRequest& request, const std::string& given) {
  ErrorCosts& costs = request.costs;
  for (const std::string_view part : split_commas(given)) {
    const bool is_fn = part.starts_with("fn=");
    if (!is_fn && !part.starts_with("fp=")) throw bad_costs(given);
    const auto value = parse_as<double>(part.substr(3));
    if (!value || !std::isfinite(*value) || *value <= 0) throw bad_costs(given);
    (is_fn ? costs.fn : costs.fp) = *value;
  }
  if (request.threshold.empty()) request.threshold = kByCost;
}

bool names_costs(const BuildRequest& request) {
  return request.costs.fn != 1 || request.costs.fp != 1 || request.threshold == kByCost;
}

bool wants_threshold(const BuildRequest& request) { return !rule_of(request).empty(); }

void require_threshold(const BuildRequest& request, std::size_t num_classes) {
  const std::string rule = rule_of(request);
  if (rule.empty()) return;
  const std::optional<double> value = parse_as<double>(rule);
  if (rule != kByF1 && rule != kByCost && !(value && *value > 0 && *value < 1))
    throw Error("wrong_usage", text("\"{}\" is no threshold", "“{}”不是阈值", rule))
        .expected(text("f1, cost, or a probability between 0 and 1 such as 0.5",
                       "f1、cost，或 0 到 1 之间的概率，如 0.5"))
        .where(text("--threshold, command line", "--threshold, 命令行"));
  if (num_classes == 2) return;
  throw Error("wrong_usage", num_classes == 0
                                 ? text("a number is predicted: there is no class to call",
                                        "预测的是数值，没有可判定的类别")
                                 : text("a threshold parts two classes, and there are {}",
                                        "阈值只能区分两个类别，而这里有 {} 个", num_classes))
      .expected(text("a target of two classes", "只有两个类别的目标"))
      .where(text("--threshold or --cost, command line", "--threshold 或 --cost, 命令行"))
      .fix(text("leave --threshold and --cost out", "请省略 --threshold 与 --cost"));
}

void require_no_threshold(const BuildRequest& request) {
  if (!wants_threshold(request)) return;
  throw Error("wrong_usage", text("each label has a threshold of its own, with the highest F1",
                                  "每个标签各有使其 F1 最高的阈值"))
      .where(text("--threshold or --cost, command line", "--threshold 或 --cost, 命令行"))
      .fix(text("leave --threshold and --cost out", "请省略 --threshold 与 --cost"));
}

CallRule choose_calls(const BuildRequest& request, const Predictions& held_out) {
  if (!held_out.is_classes()) return {};
  if (held_out.truth.shape().rank() == 2)
    return {.thresholds = best_thresholds(held_out.scores, held_out.truth)};
  return {.call_from = choose_threshold(request, held_out)};
}

std::optional<float> choose_threshold(const BuildRequest& request, const Predictions& held_out) {
  const std::string rule = rule_of(request);
  if (rule.empty()) return std::nullopt;
  if (rule == kByF1) return f1_threshold(held_out);
  if (rule == kByCost) return cost_threshold(held_out, request.costs);
  return static_cast<float>(*parse_as<double>(rule));
}

Decision threshold_decision(const BuildRequest& request, float threshold,
                            const Predictions& held_out) {
  const std::string rule = rule_of(request);
  const std::int64_t rows = held_out.truth.shape()[0];
  const Text why =
      rule == kByF1 ? text("the highest F1 on {} rows held out of training",
                           "在未参与训练的 {} 行上 F1 最高", rows)
      : rule == kByCost
          ? text(
                "the least cost on {} rows held out of training, at {} for a missed row and {} "
                "for a false alarm",
                "在未参与训练的 {} 行上代价最小：漏判一行 {}，误报一行 {}", rows, request.costs.fn,
                request.costs.fp)
          : text("given on the command line", "由命令行给定");
  return {text("threshold of \"{}\"", "“{}”的阈值", held_out.classes[1]),
          text("{:.3f}", "{:.3f}", threshold), why};
}

}  // namespace ingot
