// libFuzzer's entry for the parser that INGOT_FUZZ_TARGET names. Needs no corpus to begin with:
// half of its inputs come from the seeds.
#include <algorithm>

#include "tests/unit/fuzz_targets.h"

namespace {
const ingot::FuzzTarget& target() {
  static const ingot::FuzzTarget& named =
      *std::ranges::find(ingot::fuzz_targets(), INGOT_FUZZ_TARGET, &ingot::FuzzTarget::name);
  return named;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)ingot::try_parse(target(), {reinterpret_cast<const char*>(data), size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int random) {
  static const std::vector<std::string> seeds = target().seeds();
  if (random % 2 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string s = ingot::mutated(seeds, random, 2);
  const std::size_t n = std::min(s.size(), max_size);
  std::copy_n(s.begin(), n, data);
  return n;
}
