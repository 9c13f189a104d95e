#include "cli/results.h"

#include "base/clock.h"
#include "evaluate/report.h"
#include "evaluate/wording.h"

namespace ingot {
namespace {

std::string number(const std::optional<double>& value) {
  if (!value) return "-";
  return std::abs(*value) < 1000 ? fmt::format("{:.4f}", *value) : in_digits(*value);
}

std::string baseline_of(const Evaluation& evaluation, const std::string& metric) {
  if (evaluation.baselines.empty()) return "-";
  for (const MetricValue& m : evaluation.baselines.front().metrics)
    if (m.name == metric) return number(m.value);
  return "-";
}

}  // namespace

void show_evaluation(const Context& context, const Evaluation& evaluation) {
  context.say(summarise(evaluation, ""));
  context.say({"", ""});
  context.say(text("{:<18} {:>8}  {:<18} {:>8}", "{:<18} {:>8}  {:<18} {:>8}",
                   context.chinese ? "指标" : "metric", context.chinese ? "值" : "value",
                   context.chinese ? "95 % 区间" : "95 % interval",
                   context.chinese ? "基线" : "baseline"));
  for (const MetricValue& m : evaluation.metrics) {
    const std::string interval =
        m.interval ? fmt::format("{} .. {}", number(m.interval->low), number(m.interval->high))
                   : "-";
    const std::string line = fmt::format("{:<18} {:>8}  {:<18} {:>8}", m.name, number(m.value),
                                         interval, baseline_of(evaluation, m.name));
    context.say({line, line});
  }
  const auto pairs = confused_pairs(evaluation, 3);
  for (const ConfusedPair& p : pairs)
    context.say(text("{} of class \"{}\" were called \"{}\" ({:.1f} %)",
                     "“{1}”类中有 {0} 行被判为“{2}” ({3:.1f} %)", p.rows,
                     evaluation.classes[p.truth], evaluation.classes[p.predicted], 100 * p.share));
}

void show_build(const Context& context, const BuildResult& result) {
  show_evaluation(context, result.evaluation);
  const std::string folder = result.folder.string();
  context.say({"", ""});
  context.say(text("product   {}  ({} in all)", "产品      {}  (共用时 {})", folder,
                   format_seconds(result.document["seconds"]["total"].get<double>())));
  context.say(text("report    {}/report.html", "报告      {}/report.html", folder));
  const TaskDef& task = find_task(result.document["task"].get<std::string>());
  const std::string next = fmt::format(fmt::runtime(task.next), folder);
  context.say(text("next      {}", "下一步    {}", next));
  context.answer(result.document);
}

}  // namespace ingot
