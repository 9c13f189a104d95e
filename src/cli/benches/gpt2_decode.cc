#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_gpt2_decode_bench() {
  return {.name = "gpt2_decode",
          .summary = text("GPT-2 small (124 M parameters): one token more",
                          "GPT-2 small（1.24 亿参数）：再生成一个词元"),
          .only_by_name = true,
          .prepare = [](int num_threads, const std::string&) {
            return decoding(kGpt2Small, num_threads);
          }};
}

}  // namespace ingot
