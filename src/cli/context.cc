#include <cstdio>

#include "cli/verb.h"

namespace ingot {

DataOptions Context::data_options(Progress& progress) const {
  return {.num_threads = threads, .home = home, .progress = &progress};
}

void Context::say(const Text& line) const {
  if (!json) fmt::print("{}\n", in_words(line));
}

void Context::answer(const nlohmann::json& document) const {
  if (json) fmt::print("{}\n", document.dump(2));
}

std::string render(const Error& error, const Context& context) {
  const bool zh = context.chinese;
  std::string s = fmt::format("{}[{}]: {}\n", zh ? "错误" : "error", error.code(),
                              context.in_words(error.message()));
  const auto line = [&](const char* en, const char* label_zh, const Text& t) {
    if (!t.empty()) s += fmt::format("  {:<9} {}\n", zh ? label_zh : en, context.in_words(t));
  };
  line("expected", "应为", error.expected());
  line("where", "位置", error.where());
  line("fix", "解决", error.fix());
  return s;
}

}  // namespace ingot
