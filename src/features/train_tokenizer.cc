#include "features/train_tokenizer.h"

#include "features/text_normalizer.h"

namespace ingot {
namespace {

using nlohmann::json;

json added_tokens(const std::vector<std::string>& special) {
  std::vector<AddedToken> tokens;
  for (std::size_t i = 0; i < special.size(); ++i)
    tokens.push_back({.id = static_cast<TokenId>(i), .content = special[i], .is_special = true});
  return to_json(tokens);
}

}  // namespace

Tokenizer train_tokenizer(const ForEachText& texts, const TokenizerTraining& training) {
  const TokenizerDef& def = find_tokenizer(training.tokenizer);
  json values = def.parts();
  VocabularyOptions options = training.vocabulary;
  if (options.special.empty() && values.contains("special"))
    options.special = values["special"].get<std::vector<std::string>>();
  values.erase("special");
  if (!training.normalizer.empty())
    values["normalizer"] =
        named_normalizer(training.normalizer, values.value("normalizer", json()));

  // Cuts texts as the trained one will; its model is not asked.
  json cutter = values;
  cutter.erase("post_processor");
  cutter["model"] = json{{"type", "WordLevel"}, {"vocab", json::object()}};
  const WordCounts words = count_words(Tokenizer::from_json(cutter), texts, options.num_threads);
  if (words.words.empty())
    throw Error("no_rows", text("no text has a word to learn from", "没有可供学习的文本"))
        .fix(text("give at least one text that is not empty", "请至少提供一段非空文本"));
  values["model"] = def.train(words, options);
  values["added_tokens"] = added_tokens(options.special);
  return Tokenizer::from_json(values);
}

}  // namespace ingot
