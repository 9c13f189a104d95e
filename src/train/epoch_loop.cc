#include "train/epoch_loop.h"

#include <chrono>
#include <map>
#include <utility>

#include "ingot/data.h"
#include "train/row_source.h"

namespace ingot {
namespace {

using Batches = std::vector<std::vector<std::int64_t>>;

// The rows of an epoch: batches of one form, as they become full; of several forms in a drawn
// order, so that those that do not are not always the last.
Batches batches_of(const EpochLoop& loop, std::int64_t epoch) {
  Batches batches;
  std::map<std::int64_t, std::vector<std::int64_t>> begun;
  for (const std::int64_t row : shuffled(all_rows(loop.num_rows), loop.seed, epoch)) {
    std::vector<std::int64_t>& rows = begun[loop.form ? loop.form(row) : 0];
    rows.push_back(row);
    if (std::ssize(rows) == loop.batch) batches.push_back(std::exchange(rows, {}));
  }
  for (auto& [form, rows] : begun)
    if (!rows.empty()) batches.push_back(std::move(rows));
  if (begun.size() <= 1) return batches;
  Batches drawn;
  for (const std::int64_t at : shuffled(all_rows(std::ssize(batches)), loop.seed, epoch))
    drawn.push_back(std::move(batches[static_cast<std::size_t>(at)]));
  return drawn;
}

}  // namespace

void run_epochs(const EpochLoop& loop, std::span<Callback* const> callbacks,
                const Checkpointing& checkpointing) {
  using Clock = std::chrono::steady_clock;
  TrainingProgress& p = loop.progress;
  const auto stopped = [&] {
    return p.step_in_epoch == 0 && !p.history.empty() &&
           std::ranges::any_of(callbacks,
                               [&](const Callback* c) { return c->should_stop(p.history); });
  };
  auto saved = Clock::now();
  const auto save_now = [&] {
    if (checkpointing.checkpoint) checkpointing.checkpoint();
    saved = Clock::now();
  };
  while (p.epoch() < loop.num_epochs && !stopped()) {
    const Batches batches = batches_of(loop, p.epoch());
    while (p.step_in_epoch < std::ssize(batches)) {
      const auto at = static_cast<std::size_t>(p.step_in_epoch);
      loop.step(batches[at], at + 1 < batches.size() ? std::span(batches[at + 1])
                                                     : std::span<const std::int64_t>());
      const StepReport report{.epoch = p.epoch() + 1,
                              .num_epochs = loop.num_epochs,
                              .rows_done = p.sums.rows,
                              .num_rows = loop.num_rows,
                              .step = p.step,
                              .train = loop.figures()};
      for (Callback* c : callbacks) c->on_step(report);
      if (std::chrono::duration<double>(Clock::now() - saved).count() >= checkpointing.seconds)
        save_now();
    }
    loop.end_epoch();
    for (Callback* c : callbacks) c->on_epoch(p.history);
    save_now();
  }
}

}  // namespace ingot
