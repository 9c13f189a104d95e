// vocab.txt: the tokens of a WordPiece vocabulary, one a line, as BERT's programs read them.
#pragma once

#include <filesystem>
#include <string_view>

#include "features/tokenizer.h"

namespace ingot {

/// What a vocab.txt does not say.
enum class VocabCase { guessed, kept, lowered };

/// BERT's tokeniser with these tokens: the first line is token 0. Guessed, texts keep their case
/// and accents where a token has a capital letter of ASCII outside of square brackets.
///
/// errors    bad_tokenizer: not UTF-8, a token twice, no [UNK]
[[nodiscard]] Tokenizer read_vocab_txt(std::string_view bytes,
                                       VocabCase letters = VocabCase::guessed);
/// errors    as above, naming the file; file_missing, file_unreadable
[[nodiscard]] Tokenizer load_vocab_txt(const std::filesystem::path& path,
                                       VocabCase letters = VocabCase::guessed);

}  // namespace ingot
