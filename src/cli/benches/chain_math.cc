#include "cli/benches/chain_work.h"

namespace ingot {

BenchDef define_chain_math_bench() {
  return {.name = "chain_math",
          .summary = text("the same with exp and tanh among them", "同上，并含 exp 与 tanh"),
          .prepare = [](int num_threads, const std::string&) {
            return chain_work(Math::with, num_threads);
          }};
}

}  // namespace ingot
