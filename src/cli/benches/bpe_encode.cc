#include "cli/bench_def.h"
#include "cli/benches/text_work.h"
#include "features/train_tokenizer.h"

namespace ingot {

BenchDef define_bpe_encode_bench() {
  return {.name = "bpe_encode",
          .summary = text("8 MB of text to the tokens of BPE, on one thread",
                          "把 8 MB 文本切分为 BPE 标记, 单线程"),
          .prepare = [](int num_threads, const std::string&) {
            const auto text = std::make_shared<const std::string>(some_text(8'000'000));
            const auto tokenizer = std::make_shared<const Tokenizer>(train_tokenizer(
                [&](const std::function<void(std::string_view)>& body) { body(*text); },
                {.tokenizer = "bpe", .vocabulary = {.size = 16000, .num_threads = num_threads}}));
            BenchRun run;
            run.once = [text, tokenizer] { static_cast<void>(tokenizer->encode(*text)); };
            return run;
          }};
}

}  // namespace ingot
