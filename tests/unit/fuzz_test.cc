#include <gtest/gtest.h>

#include "tests/unit/fuzz_targets.h"

namespace ingot {
namespace {

TEST(EveryParser, TakesItsSeeds) {
  for (const FuzzTarget& target : fuzz_targets())
    for (const std::string& seed : target.seeds())
      EXPECT_TRUE(try_parse(target, seed)) << target.name;
}

// Anything else than an Error, or a run that does not end, fails the test.
TEST(EveryParser, TakesOrRefusesChangedFiles) {
  constexpr std::uint32_t kRuns = 1000;
  for (const FuzzTarget& target : fuzz_targets()) {
    const std::vector<std::string> seeds = target.seeds();
    std::uint32_t taken = 0;
    for (std::uint32_t i = 0; i < kRuns; ++i) {
      const std::string bytes = mutated(seeds, i, 1);
      ASSERT_NO_THROW(taken += try_parse(target, bytes) ? 1 : 0) << target.name << " " << i;
    }
    EXPECT_GT(taken, 0u) << target.name;
    EXPECT_LT(taken, kRuns) << target.name;
  }
}

}  // namespace
}  // namespace ingot
