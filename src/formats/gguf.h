// GGUF: a model in one file, metadata first. Here what it says of itself, without its tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "features/tokenizer.h"

namespace ingot {

/// Whole numbers of all widths are 64 bits here, floats are doubles; arrays have one kind.
using GgufValue =
    std::variant<bool, std::int64_t, double, std::string, std::vector<bool>,
                 std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>>;

struct GgufMetadata {
  std::uint32_t version = 0;
  std::uint64_t num_tensors = 0;
  std::map<std::string, GgufValue> values;
};

/// Versions 2 and 3 with the low byte first.
///
/// errors    bad_gguf: another magic number or version, cut off, a key twice, arrays of arrays,
///           unknown types
/// source    https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
[[nodiscard]] GgufMetadata read_gguf(std::span<const std::byte> bytes);
/// Maps the file; its tensors are not read. errors: as above (naming the file), file_missing,
/// file_unreadable
[[nodiscard]] GgufMetadata load_gguf(const std::filesystem::path& path);

/// The tokeniser that "tokenizer.ggml." describes: models gpt2 (with the splitters that
/// "tokenizer.ggml.pre" can name), llama, bert and t5. Where tokens have equal texts, the first has
/// it.
///
/// errors    bad_tokenizer: without what its model needs; unsupported_tokenizer: a model or
/// splitter
///           that is not known here
[[nodiscard]] Tokenizer gguf_tokenizer(const GgufMetadata& metadata);
/// errors    as above and as load_gguf
[[nodiscard]] Tokenizer load_gguf_tokenizer(const std::filesystem::path& path);

}  // namespace ingot
