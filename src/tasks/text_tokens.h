// How a request wants texts to become tokens.
#pragma once

#include <nlohmann/json.hpp>

#include "tasks/build_request.h"

namespace ingot {

/// Keys of `--set`.
inline constexpr const char* kTokenizerKey = "tokenizer";
inline constexpr const char* kVocabularyKey = "vocabulary";
inline constexpr const char* kContextKey = "context";

/// Options of the encoder text_tokens: the tokeniser and the length of the language model to start
/// from, or what `--set` says.
///
/// errors    bad_option, those of the product
[[nodiscard]] nlohmann::json token_options(const BuildRequest& request);

/// `--set key=N`, `otherwise` where it is not given. errors: bad_option below `least`
[[nodiscard]] std::int64_t read_count_setting(const BuildRequest& request, const char* key,
                                              std::int64_t least, std::int64_t otherwise);

}  // namespace ingot
