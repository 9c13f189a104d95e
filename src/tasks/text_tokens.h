// How a request wants texts to become tokens.
#pragma once

#include <array>
#include <nlohmann/json.hpp>

#include "features/train_tokenizer.h"
#include "tasks/build_request.h"

namespace ingot {

/// Keys of `--set`.
inline constexpr const char* kTokenizerKey = "tokenizer";
inline constexpr const char* kVocabularyKey = "vocabulary";
inline constexpr const char* kNormalizerKey = "normalizer";
inline constexpr const char* kContextKey = "context";
/// Those that say how texts become tokens: no options of a network.
inline constexpr std::array kTokenKeys{kTokenizerKey, kVocabularyKey, kNormalizerKey};

/// Options of the encoder text_tokens: the tokeniser and the length of the language model to start
/// from, or what `--set` says.
///
/// errors    bad_option, those of the product
[[nodiscard]] nlohmann::json token_options(const BuildRequest& request);

/// How the tokeniser `name` is to learn: the normaliser and, unless `--set vocabulary` says
/// another, so many tokens.
///
/// errors    bad_option
[[nodiscard]] TokenizerTraining tokenizer_training(const BuildRequest& request, std::string name,
                                                   std::int64_t vocabulary);

/// For tokenisers that are learned already. errors: wrong_usage where a normaliser is given
void require_own_normalizer(const BuildRequest& request);

/// Of what starts from a product with a tokeniser. errors: wrong_usage where another is given
void require_begun_tokenizer(const BuildRequest& request);

/// `--set key=N`, `otherwise` where it is not given. errors: bad_option below `least`
[[nodiscard]] std::int64_t read_count_setting(const BuildRequest& request, const char* key,
                                              std::int64_t least, std::int64_t otherwise);

}  // namespace ingot
