// Progress on standard error: one line that is drawn again and again on a terminal, plain lines
// elsewhere.
#pragma once

#include <chrono>

#include "base/progress.h"
#include "cli/verb.h"

namespace ingot {

class TerminalProgress final : public Progress {
 public:
  explicit TerminalProgress(const Context& context);
  ~TerminalProgress() override;
  void at(const ProgressPoint& point) override;
  void note(const Text& line) override;

 private:
  using Clock = std::chrono::steady_clock;
  void clear_bar();
  [[nodiscard]] std::string bar(const ProgressPoint& point, double seconds) const;

  const Context& context_;
  bool is_terminal_;
  bool bar_drawn_ = false;
  std::string stage_;
  Clock::time_point stage_began_, last_drawn_;
  std::int64_t first_done_ = 0;
};

}  // namespace ingot
