#include "tasks/training_line.h"

namespace ingot {
namespace {

Text figures_of(const Figures& figures, const char* prefix) {
  Text result;
  for (const auto& [name, value] : figures) {
    const char* zh = name == "loss" ? "损失" : name == "accuracy" ? "准确率" : name.c_str();
    const char* gap = result.en.empty() ? "" : "  ";
    result.en += fmt::format("{}{}{} {:.4f}", gap, prefix, name, value);
    result.zh += fmt::format("{}{}{} {:.4f}", gap, *prefix ? "验证" : "", zh, value);
  }
  return result;
}

}  // namespace

void TrainingLine::on_step(const StepReport& r) {
  progress_.at({.stage = text("{}epoch {}/{}", "{}第 {}/{} 轮", before_, r.epoch, r.num_epochs),
                .done = r.rows_done,
                .total = r.num_rows,
                .unit = text("rows", "行"),
                .figures = figures_of(r.train, "")});
}

void TrainingLine::on_epoch(const History& history) {
  const EpochFigures& e = history.back();
  const Text train = figures_of(e.train, ""), valid = figures_of(e.valid, "valid ");
  progress_.note({fmt::format("{}epoch {}: {}  {}", before_, e.epoch, train.en, valid.en),
                  fmt::format("{}第 {} 轮: {}  {}", before_, e.epoch, train.zh, valid.zh)});
}

}  // namespace ingot
