#include "cli/bench_def.h"
#include "cli/benches/text_work.h"
#include "features/train_tokenizer.h"

namespace ingot {

BenchDef define_bpe_train_bench() {
  return {.name = "bpe_train",
          .summary = text("a byte-level BPE of 16,000 tokens from 16 MB of text",
                          "用 16 MB 文本训练 16,000 个标记的字节级 BPE"),
          .prepare = [](int num_threads, const std::string&) {
            const auto text = std::make_shared<const std::string>(some_text(16'000'000));
            BenchRun run;
            run.once = [text, num_threads] {
              static_cast<void>(train_tokenizer(
                  [&](const std::function<void(std::string_view)>& body) {
                    constexpr std::size_t kPart = 1 << 16;
                    for (std::size_t at = 0; at < text->size(); at += kPart)
                      body(std::string_view(*text).substr(at, kPart));
                  },
                  {.vocabulary = {.size = 16000, .num_threads = num_threads}}));
            };
            run.fewest_runs = 3;
            run.warm_up_runs = 1;
            return run;
          }};
}

}  // namespace ingot
