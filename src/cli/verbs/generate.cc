#include <iostream>

#include "cli/verb.h"
#include "formats/product_folder.h"
#include "generate/text_generator.h"

namespace ingot {
namespace {

struct GenerateOptions {
  std::string product;
  TextWanted wanted;
};

void generate(const Context& context, const GenerateOptions& o) {
  require_finished(o.product);
  TextWanted wanted = o.wanted;
  wanted.sampling.seed = static_cast<std::uint64_t>(context.seed);
  TextGenerator generator(o.product, {.num_threads = context.threads});
  if (context.json) {
    const std::string written = generator.generate(wanted);
    context.answer({{"product", o.product}, {"prompt", wanted.prompt}, {"text", written}});
    return;
  }
  std::cout << wanted.prompt << std::flush;
  static_cast<void>(
      generator.generate(wanted, [](std::string_view piece) { std::cout << piece << std::flush; }));
  std::cout << std::endl;
}

}  // namespace

VerbDef define_generate() {
  return {.name = "generate",
          .summary = text("what a language model writes", "让语言模型写作"),
          .declare = [](CLI::App& app, const Context& c) {
            auto o = std::make_shared<GenerateOptions>();
            SamplingOptions& sampling = o->wanted.sampling;
            app.add_option("PRODUCT", o->product, c.word("its folder", "产品文件夹"))->required();
            app.add_option("--prompt", o->wanted.prompt, c.word("where it begins", "开头的文本"));
            app.add_option("--tokens", o->wanted.max_tokens,
                           c.word("that it writes at most (200)", "最多生成的词元数 (200)"))
                ->check(CLI::Range(1, 1'000'000));
            app.add_option("--temperature", sampling.temperature,
                           c.word("below 1: likelier tokens more often; 0: the likeliest (1)",
                                  "小于 1：更常选择可能的词元；0：总选最可能的 (1)"));
            app.add_option("--top-k", sampling.top_k,
                           c.word("of so many likeliest tokens alone; 0: of all (0)",
                                  "只从最可能的若干词元中选；0：不限 (0)"));
            app.add_option("--top-p", sampling.top_p,
                           c.word("of the likeliest that make up this probability (1)",
                                  "只从累计概率达到此值的最可能词元中选 (1)"));
            app.add_option("--min-p", sampling.min_p,
                           c.word("of those at least this share as likely as the likeliest (0)",
                                  "只选概率不低于最大概率此比例的词元 (0)"));
            app.add_option("--repetition-penalty", sampling.repetition_penalty,
                           c.word("above 1: what came before comes less often (1)",
                                  "大于 1：出现过的词元更少出现 (1)"));
            app.add_option("--stop", o->wanted.stop,
                           c.word("ends before this text", "遇到此文本即停止"))
                ->take_all();
            return [o](const Context& context) { generate(context, *o); };
          }};
}

}  // namespace ingot
