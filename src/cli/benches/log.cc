#include "cli/benches/function_work.h"

namespace ingot {

BenchDef define_log_bench() {
  return {.name = "log",
          .summary = text("the logarithm of 16 M floats", "16 M 个浮点数的对数"),
          .prepare = [](int num_threads, const std::string&) {
            return function_work([](Builder& g, const Value& x) { return g.log(x); }, num_threads);
          }};
}

}  // namespace ingot
