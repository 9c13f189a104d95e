#include "cli/benches/function_work.h"

namespace ingot {

BenchDef define_gelu_bench() {
  return {.name = "gelu",
          .summary = text("gelu, with erf, of 16 M floats", "16 M 个浮点数的 gelu（含 erf）"),
          .prepare = [](int num_threads, const std::string&) {
            return function_work([](Builder& g, const Value& x) { return g.gelu(x); }, num_threads);
          }};
}

}  // namespace ingot
