#include "ingot/train.h"

namespace ingot {
namespace {

double figure_of(const EpochFigures& epoch, const std::string& name) {
  const Figures& figures = epoch.valid.empty() ? epoch.train : epoch.valid;
  const auto found = figures.find(name);
  if (found != figures.end()) return found->second;
  throw Error("unknown_figure",
              text("there is no figure \"{}\" in the history", "训练历史中没有“{}”这一项", name))
      .fix(text("watch \"loss\"", "请使用“loss”"));
}

}  // namespace

std::size_t best_epoch(const History& history, const std::string& figure) {
  const double sign = figure == "accuracy" ? -1 : 1;
  std::size_t best = 0;
  for (std::size_t i = 1; i < history.size(); ++i)
    if (sign * figure_of(history[i], figure) < sign * figure_of(history[best], figure)) best = i;
  return best;
}

EarlyStop::EarlyStop(std::int64_t patience, std::string figure)
    : patience_(patience), figure_(std::move(figure)) {}

bool EarlyStop::should_stop(const History& history) const {
  if (history.empty()) return false;
  const auto since = history.size() - 1 - best_epoch(history, figure_);
  return static_cast<std::int64_t>(since) >= patience_;
}

}  // namespace ingot
