// Tokenisers in files of any kind that is read.
#pragma once

#include <filesystem>

#include "features/tokenizer.h"

namespace ingot {

/// A tokenizer.json, a vocab.txt (its name ends in .txt) or the vocabulary of a .gguf file.
///
/// errors    those of load_tokenizer_json, load_vocab_txt and load_gguf_tokenizer
[[nodiscard]] Tokenizer load_tokenizer(const std::filesystem::path& path);

}  // namespace ingot
