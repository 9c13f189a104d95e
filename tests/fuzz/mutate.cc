// Feeds a parser changed files: fuzz_mutate TARGET|all RUNS [SEED]. For long runs, best with the
// sanitizers; what it prints last is the run that failed.
#include <cstdio>
#include <cstdlib>

#include "tests/unit/fuzz_targets.h"

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: fuzz_mutate TARGET|all RUNS [SEED]\n");
    return 2;
  }
  const std::string wanted = argv[1];
  const auto runs = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
  const auto seed = static_cast<std::uint32_t>(argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1);
  for (const ingot::FuzzTarget& target : ingot::fuzz_targets()) {
    if (wanted != "all" && wanted != target.name) continue;
    const std::vector<std::string> seeds = target.seeds();
    std::uint32_t taken = 0;
    for (std::uint32_t i = 0; i < runs; ++i) {
      const std::string bytes = ingot::mutated(seeds, i, seed);
      try {
        taken += ingot::try_parse(target, bytes) ? 1 : 0;
      } catch (...) {
        std::printf("%s: run %u of seed %u throws what is no Error\n", target.name.c_str(), i,
                    seed);
        return 1;
      }
    }
    std::printf("%-6s %u runs, %u taken\n", target.name.c_str(), runs, taken);
    std::fflush(stdout);
  }
}
