#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_gpt_decode_bench() {
  return {.name = "gpt_decode",
          .summary = text("the same GPT of 10.8 M parameters: one token more",
                          "同一 GPT（1080 万参数）：再生成一个词元"),
          .prepare = [](int num_threads, const std::string&) {
            return decoding(kLargerGpt, num_threads);
          }};
}

}  // namespace ingot
