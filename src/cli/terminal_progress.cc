#include "cli/terminal_progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "base/clock.h"

namespace ingot {
namespace {

constexpr double kRedrawSeconds = 0.1, kPlainSeconds = 10;
constexpr std::size_t kBarWidth = 24;

int terminal_width() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// Cut to `columns`; a character outside ASCII takes up to two.
std::string clipped(const std::string& line, int columns) {
  int used = 0;
  for (std::size_t i = 0; i < line.size();) {
    const auto c = static_cast<unsigned char>(line[i]);
    const std::size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    const bool block = c == 0xe2;  // the bar's own characters are one column wide
    used += length == 1 || block ? 1 : 2;
    if (used > columns) return line.substr(0, i);
    i += length;
  }
  return line;
}

}  // namespace

TerminalProgress::TerminalProgress(const Context& context)
    : context_(context), is_terminal_(::isatty(STDERR_FILENO) != 0) {}

TerminalProgress::~TerminalProgress() { clear_bar(); }

void TerminalProgress::clear_bar() {
  if (bar_drawn_) fmt::print(stderr, "\r\033[K");
  bar_drawn_ = false;
}

void TerminalProgress::note(const Text& line) {
  if (context_.quiet) return;
  clear_bar();
  fmt::print(stderr, "{}\n", context_.in_words(line));
}

std::string TerminalProgress::bar(const ProgressPoint& p, double seconds) const {
  const double share = p.total > 0 ? static_cast<double>(p.done) / static_cast<double>(p.total) : 0;
  const auto full = static_cast<std::size_t>(share * static_cast<double>(kBarWidth));
  std::string line = context_.in_words(p.stage) + " ";
  if (is_terminal_)
    for (std::size_t i = 0; i < kBarWidth; ++i) line += i < full ? "█" : "░";
  line += fmt::format(" {:3.0f} %", share * 100);
  const std::int64_t done = p.done - first_done_;
  if (seconds > 0.2 && done > 0) {
    const double rate = static_cast<double>(done) / seconds;
    line += fmt::format("  {:.0f} {}/s  {} {}", rate, context_.in_words(p.unit),
                        format_seconds(static_cast<double>(p.total - p.done) / rate),
                        context_.chinese ? "剩余" : "left");
  }
  if (!p.figures.empty()) line += "  " + context_.in_words(p.figures);
  return line;
}

void TerminalProgress::at(const ProgressPoint& p) {
  if (context_.quiet) return;
  const auto now = Clock::now();
  const auto seconds_since = [&](Clock::time_point t) {
    return std::chrono::duration<double>(now - t).count();
  };
  if (p.stage.en != stage_) {
    stage_ = p.stage.en;
    stage_began_ = last_drawn_ = now;
    first_done_ = p.done;
    return;
  }
  if (seconds_since(last_drawn_) < (is_terminal_ ? kRedrawSeconds : kPlainSeconds)) return;
  last_drawn_ = now;
  const std::string line = bar(p, seconds_since(stage_began_));
  if (is_terminal_) {
    fmt::print(stderr, "\r\033[K{}", clipped(line, terminal_width() - 1));
    bar_drawn_ = true;
  } else {
    fmt::print(stderr, "{}\n", line);
  }
  std::fflush(stderr);
}

}  // namespace ingot
