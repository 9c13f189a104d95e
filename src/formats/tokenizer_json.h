// tokenizer.json: a whole tokeniser in one file, as Hugging Face's programs write and read it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "features/tokenizer.h"

namespace ingot {

/// errors    bad_tokenizer: not JSON, or without what a tokeniser needs; unsupported_tokenizer: a
///           part that is not known here, by its name
/// cost      100 MB/s
[[nodiscard]] Tokenizer read_tokenizer_json(std::string_view bytes);
/// errors    as above, naming the file; file_missing, file_unreadable
[[nodiscard]] Tokenizer load_tokenizer_json(const std::filesystem::path& path);

/// Equal tokenisers give equal bytes. The models Bytes and Characters and the pre-tokenizer Words
/// are Ingot's own, which other programs refuse.
[[nodiscard]] std::string write_tokenizer_json(const Tokenizer& tokenizer);
/// errors    disk_full, file_unwritable
void save_tokenizer_json(const std::filesystem::path& path, const Tokenizer& tokenizer);

}  // namespace ingot
