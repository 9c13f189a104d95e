#include "cli/benches/model_work.h"
#include "generate/cached_decoder.h"
#include "nn/step.h"

namespace ingot {

BenchDef define_gpt_decode_bench() {
  return {.name = "gpt_decode",
          .summary = text("the same GPT of 10.8 M parameters: one token more",
                          "同一 GPT（1080 万参数）：再生成一个词元"),
          .prepare = [](int num_threads, const std::string&) {
            constexpr std::int64_t kContext = kLargerGpt.context;
            const Network network = gpt_network(kLargerGpt);
            const Traced traced = trace_decoding(network, {1, 1, kContext});
            State weights = initial_states(traced.parameters, 0);
            std::size_t bytes = 0;
            for (const auto& [name, value] : weights) bytes += value.bytes();
            const auto decoder = std::make_shared<CachedDecoder>(
                std::vector<DecodeStep>{{1, kContext, traced.graph}}, std::move(weights),
                InferenceOptions{.num_threads = num_threads});
            const Plan& plan = decoder->plan_for(1, kContext);
            BenchRun run;
            run.once = [decoder] {
              if (decoder->position() == decoder->context()) decoder->forget();
              const TokenId token = static_cast<TokenId>(decoder->position() * 7 % 65);
              static_cast<void>(decoder->read({&token, 1}));
            };
            run.flops = plan.flops();
            run.bytes = static_cast<double>(bytes);
            run.plan = std::shared_ptr<const Plan>(decoder, &plan);
            return run;
          }};
}

}  // namespace ingot
