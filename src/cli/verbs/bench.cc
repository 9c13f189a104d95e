#include <algorithm>
#include <chrono>
#include <filesystem>

#include "backend/cpu/peak.h"
#include "base/files.h"
#include "base/memory.h"
#include "cli/bench_def.h"
#include "nn/spec_view.h"

namespace ingot {
namespace {

struct BenchOptions {
  std::vector<std::string> names;
  double seconds = 2;
  bool plan = false;
  std::string trace;
  std::string onnx;
};

struct Timings {
  double median = 0, least = 0;  ///< seconds
};

Timings time_runs(const BenchRun& run, double budget_seconds) {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t kMost = 5000;
  const auto fewest = static_cast<std::size_t>(run.fewest_runs);
  for (int i = 0; i < run.warm_up_runs; ++i) run.once();
  std::vector<double> seconds;
  double total = 0;
  while (seconds.size() < fewest || (total < budget_seconds && seconds.size() < kMost)) {
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

struct Chosen {
  const BenchDef* def;
  std::string size, name;
};

// What runs take beyond what is here once everything is prepared.
std::size_t bytes_to_come(const Plan& plan) {
  std::size_t bytes = plan.arena_bytes;
  for (const NamedType& output : plan.outputs) bytes += output.type.bytes();
  return bytes;
}

// By the name of a benchmark, or of one of its sizes.
std::vector<Chosen> choose(const std::vector<std::string>& names) {
  std::vector<Chosen> all, chosen;
  for (const BenchDef& def : bench_registry())
    for (const std::string& size : def.sizes)
      all.push_back({&def, size, size.empty() ? def.name : def.name + " " + size});
  if (names.empty()) {
    std::erase_if(all, [](const Chosen& c) { return c.def->only_by_name; });
    return all;
  }
  for (const std::string& name : names) {
    const std::size_t before = chosen.size();
    std::ranges::copy_if(all, std::back_inserter(chosen),
                         [&](const Chosen& c) { return name == c.name || name == c.def->name; });
    if (chosen.size() == before)
      static_cast<void>(find_record(bench_registry(), name, "unknown_bench",
                                    text("there is no benchmark", "没有这样的基准测试")));
  }
  return chosen;
}

void bench(const Context& context, const BenchOptions& o) {
  const std::vector<Chosen> chosen = choose(o.names);
  auto document = nlohmann::json::array();
  context.say(text("{:<18} {:>10} {:>10} {:>9} {:>7} {:>8} {:>7} {:>8} {:>9}",
                   "{:<18} {:>10} {:>10} {:>9} {:>7} {:>8} {:>7} {:>8} {:>9}",
                   context.chinese ? "名称" : "name", "median ms", "min ms", "GFLOP/s", "peak",
                   "GB/s", "stream", "MB", "predicted"));
  double stream = 0;
  for (const Chosen& c : chosen) {
    const std::size_t before = resident_bytes();
    reset_peak_resident_bytes();
    const BenchRun run = c.def->prepare(context.threads, c.size);
    if (!o.onnx.empty()) {
      const std::filesystem::path folder = o.onnx;
      if (run.onnx) write_file(folder / (c.def->name + ".onnx"), run.onnx());
      if (run.files)
        for (const auto& [name, bytes] : run.files()) write_file(folder / name, bytes);
      continue;
    }
    const auto megabytes_beyond = [&](std::size_t bytes) {
      return (static_cast<double>(bytes) - static_cast<double>(before)) / 1e6;
    };
    give_back_memory();  // what compiling left free would be used again
    const double predicted =
        run.plan ? megabytes_beyond(resident_bytes() + bytes_to_come(*run.plan)) : 0;
    const Timings t = time_runs(run, o.seconds);
    const double grown = megabytes_beyond(peak_resident_bytes());
    const double peak = measure_peak_gflops(context.threads);
    if (run.bytes > 0 && stream == 0) stream = measure_stream_gbytes(context.threads);
    const double gflops = run.flops / t.median / 1e9, gbytes = run.bytes / t.median / 1e9;
    const auto share = [](double part, double whole) {
      return part > 0 ? fmt::format("{:.0f} %", 100 * part / whole) : std::string("-");
    };
    const auto number = [](double v) {
      return v > 0 ? fmt::format("{:.1f}", v) : std::string("-");
    };
    context.say(text("{:<18} {:>10.3f} {:>10.3f} {:>9} {:>7} {:>8} {:>7} {:>8} {:>9}",
                     "{:<18} {:>10.3f} {:>10.3f} {:>9} {:>7} {:>8} {:>7} {:>8} {:>9}", c.name,
                     t.median * 1e3, t.least * 1e3, number(gflops), share(gflops, peak),
                     number(gbytes), share(gbytes, stream), number(grown), number(predicted)));
    document.push_back({{"name", c.name},
                        {"median_ms", t.median * 1e3},
                        {"min_ms", t.least * 1e3},
                        {"gflops", gflops},
                        {"peak_share", gflops / peak},
                        {"memory_mb", grown}});
    if (predicted > 0) document.back()["predicted_mb"] = predicted;
    if (run.bytes > 0) {
      document.back()["gbytes_per_second"] = gbytes;
      document.back()["stream_share"] = gbytes / stream;
    }
    if (run.plan && (o.plan || !o.trace.empty())) {
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
            app.add_option("--onnx", o->onnx,
                           c.word("writes the models as ONNX files, and the pictures, into this "
                                  "folder, and times nothing",
                                  "将模型以 ONNX 格式连同图片写入该文件夹，不计时"));
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
