// A verb of the command line: declaration and glue.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ingot/data.h"

namespace ingot {

/// The options that all verbs share.
struct Context {
  std::string language = "en";
  bool chinese = false;
  bool json = false;
  bool quiet = false;
  std::int64_t seed = 0;
  int threads = 1;
  std::string home;

  /// For samples that are drawn when they are first used.
  [[nodiscard]] DataOptions data_options(Progress& progress) const;
  [[nodiscard]] const std::string& in_words(const Text& t) const { return chinese ? t.zh : t.en; }
  [[nodiscard]] std::string word(std::string en, std::string zh) const {
    return chinese ? std::move(zh) : std::move(en);
  }
  /// To standard output, for people; nothing under --json.
  void say(const Text& line) const;
  /// The one document of --json; nothing without it.
  void answer(const nlohmann::json& document) const;
};

/// `declare` adds the verb's options to its sub-command, described in the language of the context,
/// and returns what to run once they are read.
struct VerbDef {
  std::string name;
  Text summary;
  std::function<std::function<void(const Context&)>(CLI::App&, const Context&)> declare;
};
[[nodiscard]] const std::vector<VerbDef>& verb_registry();

/// An error as people read it, with code, expected, where and fix.
[[nodiscard]] std::string render(const Error& error, const Context& context);

}  // namespace ingot
