#include "cli/benches/chain_work.h"

namespace ingot {

BenchDef define_chain_bench() {
  return {.name = "chain",
          .summary = text("12 elementwise operations over 16 M floats",
                          "对 1600 万个浮点数的 12 个逐元素运算"),
          .prepare = [](int num_threads, const std::string&) {
            return chain_work(Math::without, num_threads);
          }};
}

}  // namespace ingot
