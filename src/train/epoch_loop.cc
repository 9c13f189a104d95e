#include "train/epoch_loop.h"

#include <chrono>

#include "ingot/data.h"
#include "train/row_source.h"

namespace ingot {

void run_epochs(const EpochLoop& loop, std::span<Callback* const> callbacks,
                const Checkpointing& checkpointing) {
  using Clock = std::chrono::steady_clock;
  TrainingProgress& p = loop.progress;
  const std::int64_t steps_per_epoch = (loop.num_rows + loop.batch - 1) / loop.batch;
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
    const std::vector<std::int64_t> order = shuffled(all_rows(loop.num_rows), loop.seed, p.epoch());
    while (p.step_in_epoch < steps_per_epoch) {
      const auto rows_of = [&](std::int64_t step) {
        const auto batch = static_cast<std::size_t>(loop.batch);
        const std::size_t first = std::min(order.size(), static_cast<std::size_t>(step) * batch);
        return std::span(order).subspan(first, std::min(order.size() - first, batch));
      };
      loop.step(rows_of(p.step_in_epoch), rows_of(p.step_in_epoch + 1));
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
