#include <iostream>

#include "base/trim.h"
#include "base/utf8.h"
#include "cli/terminal_progress.h"
#include "cli/verb.h"
#include "formats/product_folder.h"
#include "generate/text_generator.h"
#include "generate/translator.h"
#include "tasks/language.h"
#include "tasks/translation_build.h"

namespace ingot {
namespace {

struct GenerateOptions {
  std::string product;
  TextWanted wanted;
  std::int64_t beams = 0;
  CLI::Option* beams_given = nullptr;
  std::vector<CLI::Option*> of_sampling = {};  // that translations do not have
};

void require_not_given(const std::vector<CLI::Option*>& options, const std::string& product,
                       const Text& what) {
  for (const CLI::Option* option : options)
    if (option->count() > 0)
      throw Error("wrong_usage",
                  {fmt::format("{} is {}: it has no {}", product, what.en, option->get_name()),
                   fmt::format("{} 是{}: 没有 {}", product, what.zh, option->get_name())})
          .where(text("command line", "命令行"))
          .fix(text("leave {} out", "去掉 {}", option->get_name()));
}

void translate(const Context& context, const GenerateOptions& o) {
  require_not_given(o.of_sampling, o.product, text("a translator", "翻译器"));
  Translator translator(o.product, {.num_threads = context.threads});
  if (o.beams_given->count() > 0) {
    TranslateOptions how = translator.pipeline().how;
    how.beams = o.beams;
    translator.set_options(how);
  }
  if (without_blanks(o.wanted.prompt).empty())
    throw Error("wrong_usage", text("there is nothing to translate", "没有要翻译的内容"))
        .expected(text("--prompt TEXT", "--prompt 文本"));
  const Translation written = translator.translate(std::span(&o.wanted.prompt, 1))[0];
  if (written.is_cut)
    TerminalProgress(context).note(text("the text is longer than {} tokens: its end was not read",
                                        "文本超过 {} 个词元: 未读其结尾",
                                        translator.pipeline().context - 1));
  context.say({written.text, written.text});
  context.answer({{"product", o.product},
                  {"prompt", o.wanted.prompt},
                  {"text", written.text},
                  {"confidence", written.confidence},
                  {"is_cut", written.is_cut},
                  {"is_unfinished", written.is_unfinished}});
}

void generate(const Context& context, const GenerateOptions& o) {
  require_finished(o.product);
  const std::string task = load_manifest(o.product).task;
  if (task == kTranslation) {
    translate(context, o);
    return;
  }
  if (task != kLanguageModel)
    throw Error("wrong_usage", text("{} writes no text", "{} 不会写作", o.product))
        .expected(text("a language model or a translator", "语言模型或翻译器"))
        .fix(text("ingot predict {} DATA", "ingot predict {} DATA", o.product));
  require_not_given({o.beams_given}, o.product, text("a language model", "语言模型"));
  TextWanted wanted = o.wanted;
  if (!is_utf8(wanted.prompt))
    throw Error("wrong_usage", text("the prompt is no UTF-8", "提示不是 UTF-8"))
        .where(text("--prompt", "--prompt"))
        .fix(text("call it in a terminal with UTF-8", "请在 UTF-8 终端中运行"));
  wanted.sampling.seed = static_cast<std::uint64_t>(context.seed);
  TextGenerator generator(o.product, {.num_threads = context.threads});
  if (context.json) {
    const WrittenText written = generator.generate(wanted);
    context.answer({{"product", o.product},
                    {"prompt", wanted.prompt},
                    {"text", written.text},
                    {"confidence", written.confidence}});
    return;
  }
  std::cout << generator.pipeline().asked(wanted.prompt) << std::flush;
  static_cast<void>(
      generator.generate(wanted, [](std::string_view piece) { std::cout << piece << std::flush; }));
  std::cout << std::endl;
}

}  // namespace

VerbDef define_generate() {
  return {.name = "generate",
          .summary = text("what a language model or a translator writes", "让语言模型写作，或翻译"),
          .declare = [](CLI::App& app, const Context& c) {
            auto o = std::make_shared<GenerateOptions>();
            SamplingOptions& sampling = o->wanted.sampling;
            app.add_option("PRODUCT", o->product, c.word("its folder", "产品文件夹"))->required();
            app.add_option("--prompt", o->wanted.prompt,
                           c.word("where it begins; of a translation: what is translated",
                                  "开头的文本；翻译：原文"));
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
            o->beams_given = app.add_option(
                "--beams", o->beams,
                c.word("of a translation: texts that are carried along (as it was built: 4)",
                       "翻译：集束宽度 (构建时所定: 4)"));
            for (const char* name : {"--tokens", "--temperature", "--top-k", "--top-p", "--min-p",
                                     "--repetition-penalty", "--stop"})
              o->of_sampling.push_back(app.get_option(name));
            return [o](const Context& context) { generate(context, *o); };
          }};
}

}  // namespace ingot
