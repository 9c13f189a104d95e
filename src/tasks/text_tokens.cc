#include "tasks/text_tokens.h"

#include "base/files.h"
#include "base/parse.h"
#include "formats/product_folder.h"
#include "formats/tokenizer_file.h"
#include "generate/text_generator.h"

namespace ingot {

using nlohmann::json;

json token_options(const BuildRequest& request) {
  if (!request.from.empty() && is_language_model(request.from)) {
    const LanguagePipeline pipeline = read_language_pipeline(request.from);
    return {{"tokenizer", pipeline.tokenizer.to_json()}, {"length", pipeline.context}};
  }
  json options = json::object();
  const auto found = request.settings.find(kTokenizerKey);
  if (found == request.settings.end()) return options;
  if (std::filesystem::is_regular_file(found->second))
    options["tokenizer"] = load_tokenizer(found->second).to_json();
  else
    options["tokenizer"] = found->second;
  options["vocabulary"] = read_count_setting(request, kVocabularyKey, 2, 8192);
  return options;
}

std::int64_t read_count_setting(const BuildRequest& request, const char* key, std::int64_t least,
                                std::int64_t otherwise) {
  const auto found = request.settings.find(key);
  if (found == request.settings.end()) return otherwise;
  const auto number = parse_as<std::int64_t>(found->second);
  if (number && *number >= least) return *number;
  throw Error("bad_option", text("{} cannot be \"{}\"", "{} 不能为“{}”", key, found->second))
      .expected(text("a whole number of at least {}", "至少为 {} 的整数", least))
      .where(text("--set {}={}", "--set {}={}", key, found->second));
}

}  // namespace ingot
