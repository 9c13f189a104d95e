// A language model that writes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "features/tokenizer.h"
#include "generate/cached_decoder.h"
#include "generate/sampling.h"

namespace ingot {

struct TextWanted {
  std::string prompt = {};
  std::int64_t max_tokens = 200;
  std::vector<std::string> stop = {};  ///< ends before the first of these
  SamplingOptions sampling = {};
};

/// What a model writes.
struct WrittenText {
  std::string text;
  double confidence = 0;  ///< geometric mean of its tokens' probabilities; without any 1
};

/// What pipeline.json says of a language model.
struct LanguagePipeline {
  Tokenizer tokenizer;
  std::int64_t context;  ///< tokens that the network sees at once
  /// Of one that answers: the column of the questions in the table it learned from.
  std::string question = {};
  /// Texts that know nothing of one another stand behind one another, each with its end.
  bool documents = false;

  [[nodiscard]] bool answers() const { return !question.empty(); }
  /// The prompt as the network reads it: of one that answers a line of its own.
  [[nodiscard]] std::string asked(const std::string& prompt) const {
    return answers() ? prompt + "\n" : prompt;
  }
  /// The token behind an answer or a document: that of the end of a text, else of a line.
  /// errors    bad_pipeline where the tokeniser has neither
  [[nodiscard]] TokenId text_end() const;
};
/// Whether the product in `folder` is one of running text.
[[nodiscard]] bool is_language_model(const std::filesystem::path& folder);
[[nodiscard]] nlohmann::json to_json(const LanguagePipeline& pipeline);
/// errors    bad_pipeline, newer_product, other_input: the product is no language model
[[nodiscard]] LanguagePipeline read_language_pipeline(const std::filesystem::path& folder);

class TextGenerator {
 public:
  /// The product in `folder`.
  /// errors    those of its files
  TextGenerator(const std::filesystem::path& folder, InferenceOptions options);

  /// What follows the prompt, or answers it. `on_text` (may be empty) gets it piece by piece, whole
  /// characters. When the context is full, the network reads its later half again and goes on from
  /// there.
  ///
  /// errors    wrong_usage (sampling, or a prompt without a token)
  /// cost      one pass over the weights a token
  WrittenText generate(const TextWanted& wanted,
                       const std::function<void(std::string_view piece)>& on_text = {});
  /// Whether a text may begin without a prompt: after the end of a line, or as the tokeniser says.
  [[nodiscard]] bool begins_alone() const { return first_token().has_value(); }
  [[nodiscard]] const LanguagePipeline& pipeline() const { return pipeline_; }

 private:
  /// What stands before a text without a prompt.
  [[nodiscard]] std::optional<TokenId> first_token() const;
  /// Of the token after `tokens`, all but the last of which it may have read.
  [[nodiscard]] Tensor next(std::span<const TokenId> tokens);

  LanguagePipeline pipeline_;
  CachedDecoder decoder_;
};

}  // namespace ingot
