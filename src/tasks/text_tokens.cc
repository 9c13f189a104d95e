#include "tasks/text_tokens.h"

#include "base/files.h"
#include "base/parse.h"
#include "features/text_normalizer.h"
#include "formats/product_folder.h"
#include "formats/tokenizer_file.h"
#include "generate/text_generator.h"

namespace ingot {

using nlohmann::json;

json token_options(const BuildRequest& request) {
  if (!request.from.empty() && is_language_model(request.from)) {
    require_begun_tokenizer(request);
    const LanguagePipeline pipeline = read_language_pipeline(request.from);
    return {{"tokenizer", pipeline.tokenizer.to_json()}, {"length", pipeline.context}};
  }
  json options = json::object();
  const auto found = request.settings.find(kTokenizerKey);
  const bool is_given = found != request.settings.end();
  if (std::ranges::none_of(kTokenKeys,
                           [&](const char* key) { return request.settings.contains(key); }))
    return options;
  const TokenizerTraining training =
      tokenizer_training(request, is_given ? found->second : "words", 8192);
  if (std::filesystem::is_regular_file(training.tokenizer)) {
    require_own_normalizer(request);
    options["tokenizer"] = load_tokenizer(training.tokenizer).to_json();
  } else {
    options["tokenizer"] = training.tokenizer;
    if (!training.normalizer.empty()) options["normalizer"] = training.normalizer;
  }
  options["vocabulary"] = training.vocabulary.size;
  return options;
}

TokenizerTraining tokenizer_training(const BuildRequest& request, std::string name,
                                     std::int64_t vocabulary) {
  TokenizerTraining training{.tokenizer = std::move(name)};
  training.vocabulary.size = read_count_setting(request, kVocabularyKey, 2, vocabulary);
  training.vocabulary.least_count = training.tokenizer == "characters" ? 1 : 2;
  training.vocabulary.num_threads = request.threads;
  if (const auto given = request.settings.find(kNormalizerKey); given != request.settings.end()) {
    training.normalizer = given->second;
    static_cast<void>(named_normalizer(training.normalizer));  // wrong names are told at once
  }
  return training;
}

void require_begun_tokenizer(const BuildRequest& request) {
  for (const char* key : kTokenKeys)
    if (request.settings.contains(key))
      throw Error("wrong_usage", text("--from brings its own tokeniser", "--from 自带分词器"))
          .where(text("--set {}={}", "--set {}={}", key, request.settings.at(key)))
          .fix(text("leave --set tokenizer, vocabulary and normalizer out",
                    "请去掉 --set tokenizer, vocabulary 与 normalizer"));
}

void require_own_normalizer(const BuildRequest& request) {
  const auto given = request.settings.find(kNormalizerKey);
  if (given == request.settings.end()) return;
  throw Error("wrong_usage", text("the tokeniser has learned with its own normaliser",
                                  "该分词器已按自己的规范化方式学习"))
      .where(text("--set {}={}", "--set {}={}", kNormalizerKey, given->second))
      .fix(text("leave it out, or name a tokeniser that is to learn, such as --set tokenizer=bpe",
                "请去掉它, 或指定待学习的分词器, 如 --set tokenizer=bpe"));
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
