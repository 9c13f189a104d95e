// The patterns by which tokenisers cut texts into pieces, as plain loops where many use them.
#pragma once

#include <cstddef>
#include <string_view>

namespace ingot {

/// The end of the piece that begins at `at`, which is within `text`. Pieces cover the whole text; a
/// byte that is no UTF-8 counts as a sign that is neither letter, number nor blank.
using SplitScanner = std::size_t (*)(std::string_view text, std::size_t at);

/// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
/// cost      4 ns a byte
/// source    Radford et al. 2019, GPT-2
[[nodiscard]] std::size_t scan_gpt2(std::string_view text, std::size_t at);

/// The loop for exactly this regular expression; null where there is none.
[[nodiscard]] SplitScanner scanner_for(std::string_view pattern);

/// The regular expressions of GPT-2, of Llama 3 and of Qwen 2.
extern const char* const kGpt2Pattern;
extern const char* const kLlama3Pattern;
extern const char* const kQwen2Pattern;

}  // namespace ingot
