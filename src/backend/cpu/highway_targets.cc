// Which instruction sets this machine has: what Highway's headers ask for. Its shared library would
// also measure the timer when it is loaded, which takes 5 ms of every start.
//
// Source   Intel SDM vol. 2, CPUID; Highway's targets.h names the sets
#include "backend/cpu/highway_targets.h"

#include "hwy/targets.h"

namespace hwy {

std::int64_t SupportedTargets() {
  static const std::int64_t targets = [] {
    std::int64_t all = HWY_STATIC_TARGET;
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                          __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("f16c");
    if (has_avx2) all |= HWY_AVX2;
    if (has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd"))
      all |= HWY_AVX3;
    return all;
  }();
  return targets;
}

ChosenTarget& GetChosenTarget() {
  static ChosenTarget chosen;
  return chosen;
}

}  // namespace hwy
