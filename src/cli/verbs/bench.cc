#include <algorithm>
#include <chrono>

#include "backend/cpu/peak.h"
#include "base/files.h"
#include "cli/bench_def.h"
#include "nn/spec_view.h"

namespace ingot {
namespace {

struct BenchOptions {
  std::vector<std::string> names;
  double seconds = 2;
  bool plan = false;
  std::string trace;
};

struct Timings {
  double median = 0, least = 0;  ///< seconds
};

Timings time_runs(const BenchRun& run, double budget_seconds) {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t kFewest = 5, kMost = 5000;
  for (int i = 0; i < 3; ++i) run.once();
  std::vector<double> seconds;
  double total = 0;
  while (seconds.size() < kFewest || (total < budget_seconds && seconds.size() < kMost)) {
    const auto start = Clock::now();
    run.once();
    seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    total += seconds.back();
  }
  std::sort(seconds.begin(), seconds.end());
  return {seconds[seconds.size() / 2], seconds.front()};
}

// One profiled run, as the mean of a few.
std::vector<double> profile(const BenchRun& run) {
  constexpr int kRuns = 10;
  run.executor->start_profile(*run.plan);
  for (int i = 0; i < kRuns; ++i) run.once();
  std::vector<double> seconds = run.executor->profile();
  for (double& s : seconds) s /= kRuns;
  return seconds;
}

void bench(const Context& context, const BenchOptions& o) {
  std::vector<const BenchDef*> chosen;
  for (const std::string& name : o.names)
    chosen.push_back(&find_record(bench_registry(), name, "unknown_bench",
                                  text("there is no benchmark", "没有这样的基准测试")));
  if (chosen.empty())
    for (const BenchDef& def : bench_registry()) chosen.push_back(&def);
  auto document = nlohmann::json::array();
  context.say(text("{:<16} {:>10} {:>10} {:>9} {:>7}", "{:<16} {:>10} {:>10} {:>9} {:>7}",
                   context.chinese ? "名称" : "name", "median ms", "min ms", "GFLOP/s", "peak"));
  for (const BenchDef* def : chosen) {
    const double peak = measure_peak_gflops(context.threads);
    const BenchRun run = def->prepare(context.threads);
    const Timings t = time_runs(run, o.seconds);
    const double gflops = run.flops / t.median / 1e9;
    context.say(text("{:<16} {:>10.3f} {:>10.3f} {:>9.1f} {:>5.0f} %",
                     "{:<16} {:>10.3f} {:>10.3f} {:>9.1f} {:>5.0f} %", def->name, t.median * 1e3,
                     t.least * 1e3, gflops, 100 * gflops / peak));
    document.push_back({{"name", def->name},
                        {"median_ms", t.median * 1e3},
                        {"min_ms", t.least * 1e3},
                        {"gflops", gflops},
                        {"peak_share", gflops / peak}});
    if (o.plan || !o.trace.empty()) {
      const std::vector<double> seconds = profile(run);
      const std::string steps = describe(*run.plan, seconds);
      if (o.plan) context.say({steps, steps});
      if (!o.trace.empty()) write_file(o.trace, chrome_trace(*run.plan, seconds));
    }
  }
  context.answer(document);
}

}  // namespace

VerbDef define_bench() {
  return {.name = "bench",
          .summary = text("times the engine on this machine", "在本机上测试引擎速度"),
          .declare = [](CLI::App& app, const Context& c) {
            auto o = std::make_shared<BenchOptions>();
            std::vector<std::string> names;
            for (const BenchDef& def : bench_registry()) names.push_back(def.name);
            app.add_option("NAME", o->names, fmt::format("{}", fmt::join(names, ", ")));
            app.add_option("--seconds", o->seconds, c.word("time for each", "每项的时间（秒）"))
                ->check(CLI::PositiveNumber)
                ->capture_default_str();
            app.add_flag("--plan", o->plan,
                         c.word("each step: kernel, bytes, FLOPs, time, refusals",
                                "列出每一步：内核、字节、运算量、时间、拒绝原因"));
            app.add_option("--trace", o->trace,
                           c.word("a file for chrome://tracing", "供 chrome://tracing 打开的文件"));
            return [o](const Context& context) { bench(context, *o); };
          }};
}

}  // namespace ingot
