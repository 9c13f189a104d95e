#include <filesystem>

#include "base/memory.h"
#include "cli/verb.h"

namespace ingot {
namespace {

void doctor(const Context& context) {
  constexpr double kGigabyte = 1024.0 * 1024 * 1024;
  const double total = static_cast<double>(total_memory_bytes()) / kGigabyte;
  const double free = static_cast<double>(available_memory_bytes()) / kGigabyte;
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  std::error_code ec;
  const double disk = static_cast<double>(std::filesystem::space(".", ec).available) / kGigabyte;
  context.say(text("processor   {} thread(s), AVX2 {}", "处理器    {} 个线程, AVX2 {}",
                   context.threads, avx2 ? "yes" : "no"));
  context.say(text("memory      {:.1f} GB, {:.1f} GB free", "内存      {:.1f} GB, 可用 {:.1f} GB",
                   total, free));
  context.say(text("disk        {:.1f} GB free here", "磁盘      此处可用 {:.1f} GB", disk));
  context.answer({{"threads", context.threads},
                  {"avx2", avx2},
                  {"memory_bytes", total_memory_bytes()},
                  {"available_bytes", available_memory_bytes()}});
}

}  // namespace

VerbDef define_doctor() {
  return {.name = "doctor",
          .summary = text("shows what this machine has", "查看本机环境"),
          .declare = [](CLI::App&, const Context&) { return doctor; }};
}

}  // namespace ingot
