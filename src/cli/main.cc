#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/files.h"
#include "base/home.h"
#include "base/near_name.h"
#include "cli/verb.h"

namespace ingot {
namespace {

constexpr int kDone = 0, kFailedWhileRunning = 1, kWrongUsage = 2;

// The language decides how wrong usage is reported, so it is read before the options are.
bool wants_chinese(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--lang=zh") == 0) return true;
    if (std::strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
      return std::strcmp(argv[i + 1], "zh") == 0;
  }
  return false;
}

int num_cores() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

void add_common_options(CLI::App& app, Context& context) {
  const auto words = [&](const char* en, const char* zh) { return context.word(en, zh); };
  app.add_option("--seed", context.seed, words("seed of everything random", "随机种子"))
      ->capture_default_str();
  app.add_option("--threads", context.threads, words("threads to compute with", "计算线程数"))
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--home", context.home,
                 words("where ingot keeps its own files", "ingot 自身文件的位置"))
      ->capture_default_str();
  app.add_flag("--json", context.json,
               words("one JSON document on standard output", "标准输出为单个 JSON 文档"));
  app.add_flag("--quiet", context.quiet, words("no progress", "不显示进度"));
  app.add_option("--lang", context.language, words("en or zh", "en 或 zh"))
      ->check(CLI::IsMember({"en", "zh"}));
}

Error unknown_verb(const std::string& given) {
  std::vector<std::string> names;
  for (const VerbDef& v : verb_registry()) names.push_back(v.name);
  const std::string near = near_name(given, names);
  return Error("unknown_verb", text("there is no verb \"{}\"", "没有名为 \"{}\" 的命令", given))
      .expected(text("{}", "{}", fmt::join(names, ", ")))
      .where(text("command line", "命令行"))
      .fix(near.empty() ? text("ingot --help", "ingot --help")
                        : text("ingot {}", "ingot {}", near));
}

// The option that was probably meant, among those of the verb.
std::string near_option(const CLI::App& verb, const std::string& given) {
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return near_name(given.substr(0, given.find('=')), names);
}

Text usage_words(const CLI::ParseError& e) {
  const std::string kind = e.get_name();
  const char* zh = kind == "ExtrasError"        ? "有无法识别的参数"
                   : kind == "RequiredError"    ? "缺少必填的参数"
                   : kind == "ArgumentMismatch" ? "选项缺少值或值过多"
                                                : "选项的值无效";
  return {e.what(), fmt::format("{} ({})", zh, e.what())};
}

Error wrong_usage(const CLI::ParseError& e, const CLI::App& app) {
  Error error = Error("wrong_usage", usage_words(e)).where(text("command line", "命令行"));
  const auto chosen = app.get_subcommands();
  if (chosen.empty())
    return std::move(error).fix(
        text("ingot VERB --help shows the options", "ingot VERB --help 显示各选项"));
  const std::string verb = chosen.front()->get_name();
  for (const std::string& given : chosen.front()->remaining())
    if (const std::string near = near_option(*chosen.front(), given); !near.empty())
      return std::move(error).fix(text("did you mean {}?", "是否想写 {}?", near));
  return std::move(error).fix(
      text("ingot {} --help shows its options", "ingot {} --help 显示其选项", verb));
}

int report(const Error& error, const Context& context) {
  fmt::print(stderr, "{}", render(error, context));
  return error.failure() == Error::Failure::usage ? kWrongUsage : kFailedWhileRunning;
}

// The words that the option parser adds by itself; verbs that are added later take them over.
void speak(CLI::App& app, const Context& context) {
  app.set_help_flag("-h,--help", context.word("show this help", "显示此帮助"));
  if (!context.chinese) return;
  app.option_defaults()->group("选项");
  const auto formatter = app.get_formatter();
  for (const auto& [en, zh] : {std::pair{"Usage", "用法"},
                               {"Options", "选项"},
                               {"OPTIONS", "选项"},
                               {"Positionals", "参数"},
                               {"REQUIRED", "必填"},
                               {"Subcommands", "命令"},
                               {"SUBCOMMAND", "命令"}})
    formatter->label(en, zh);
}

int run(int argc, char** argv) {
  Context context;
  context.chinese = wants_chinese(argc, argv);
  context.threads = num_cores();
  context.home = default_home().string();
  CLI::App app(context.in_words(text("From raw data to a shipped AI product.",
                                     "从原始数据到可交付的 AI 产品。")),
               "ingot");
  app.require_subcommand(1);
  speak(app, context);
  std::function<void(const Context&)> chosen;
  for (const VerbDef& verb : verb_registry()) {
    CLI::App* sub = app.add_subcommand(verb.name, context.in_words(verb.summary));
    add_common_options(*sub, context);
    auto body = verb.declare(*sub, context);
    sub->callback([&chosen, body] { chosen = body; });
  }
  if (argc > 1 && argv[1][0] != '-') {
    const auto known = [&](const VerbDef& v) { return v.name == argv[1]; };
    if (std::none_of(verb_registry().begin(), verb_registry().end(), known))
      return report(unknown_verb(argv[1]), context);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);  // --help
    return report(wrong_usage(e, app), context);
  }
  chosen(context);
  return kDone;
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  using namespace ingot;
  const auto fail = [&](const Error& e) {
    Context context;
    context.chinese = wants_chinese(argc, argv);
    return report(e, context);
  };
  try {
    return run(argc, argv);
  } catch (const Error& e) {
    return fail(e);
  } catch (const std::filesystem::filesystem_error& e) {
    return fail(file_error(e.code().value(), e.path1()));
  } catch (const std::exception& e) {
    fmt::print(stderr, "error[internal]: {}\n", e.what());
    return kFailedWhileRunning;
  }
}
