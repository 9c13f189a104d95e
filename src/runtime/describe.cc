#include "runtime/plan.h"

namespace ingot {

std::size_t Plan::state_bytes() const {
  std::size_t bytes = 0;
  for (const NamedType& s : states) bytes += s.type.bytes();
  return bytes;
}

double Plan::flops() const {
  double sum = 0;
  for (const Step& s : steps) sum += s.flops;
  return sum;
}

std::size_t Plan::num_again() const {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [](const Step& s) { return s.again; }));
}

std::string describe(const Plan& plan, std::span<const double> seconds) {
  std::string s = fmt::format("{:>4} {:<28} {:<34} {:<24} {:>10} {:>10}{}\n", "step", "kernel",
                              "ops", "scope", "KB", "MFLOP", seconds.empty() ? "" : "         us");
  const auto clip = [](const std::string& t, std::size_t n) {
    return t.size() <= n ? t : t.substr(0, n - 2) + "..";
  };
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    if (i == plan.first_update_step && i != 0) s += "     --- guard: what follows writes state\n";
    s += fmt::format("{:>4} {:<28} {:<34} {:<24} {:>10.1f} {:>10.2f}", i, clip(step.kernel, 28),
                     clip(step.again ? "again: " + step.ops : step.ops, 34), clip(step.scope, 24),
                     static_cast<double>(step.bytes) / 1024, step.flops / 1e6);
    if (!seconds.empty()) s += fmt::format(" {:>10.1f}", seconds[i] * 1e6);
    s += "\n";
    for (const std::string& r : step.refusals) s += fmt::format("       refused {}\n", r);
  }
  s += fmt::format("{} launches{}, arena {:.2f} MB, state {:.2f} MB, {:.1f} MFLOP\n",
                   plan.steps.size(),
                   plan.num_again() > 0 ? fmt::format(" ({} again)", plan.num_again()) : "",
                   static_cast<double>(plan.arena_bytes) / (1 << 20),
                   static_cast<double>(plan.state_bytes()) / (1 << 20), plan.flops() / 1e6);
  return s;
}

std::string chrome_trace(const Plan& plan, std::span<const double> seconds) {
  std::string s = "{\"traceEvents\":[";
  double at = 0;
  for (std::size_t i = 0; i < plan.steps.size() && i < seconds.size(); ++i) {
    s += fmt::format(
        "{}\n{{\"name\":\"{}\",\"cat\":\"{}\",\"ph\":\"X\",\"pid\":1,\"tid\":1,\"ts\":{:.3f},"
        "\"dur\":{:.3f},\"args\":{{\"ops\":\"{}\",\"bytes\":{},\"flops\":{}}}}}",
        i == 0 ? "" : ",", plan.steps[i].kernel, plan.steps[i].scope, at * 1e6, seconds[i] * 1e6,
        plan.steps[i].ops, plan.steps[i].bytes, plan.steps[i].flops);
    at += seconds[i];
  }
  return s + "\n]}\n";
}

}  // namespace ingot
