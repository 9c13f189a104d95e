// What is wrong with a tokeniser that comes from elsewhere.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ingot/error.h"

namespace ingot {

/// A tokeniser that does not say what it must.
[[nodiscard]] Error bad_tokenizer(const Text& what);
/// Valid, but with a part that is not known here. `known` are the names of such parts.
[[nodiscard]] Error unsupported_tokenizer(const Text& part, const std::string& name,
                                          const std::vector<std::string>& known);

/// The text at `key`. errors: bad_tokenizer
[[nodiscard]] std::string text_value(const nlohmann::json& values, const char* key);
/// The text at `key`, or `otherwise` where there is none or null. errors: bad_tokenizer
[[nodiscard]] std::string text_value(const nlohmann::json& values, const char* key,
                                     const std::string& otherwise);
/// true or false at `key`, or `otherwise` where there is none or null. errors: bad_tokenizer
[[nodiscard]] bool flag_value(const nlohmann::json& values, const char* key, bool otherwise);
/// The whole number at `key`, from 0 to `most`; nothing where there is none or null.
/// errors: bad_tokenizer
[[nodiscard]] std::optional<std::int64_t> number_value(const nlohmann::json& values,
                                                       const char* key, std::int64_t most);
/// What lies at `key`; null where nothing does or `values` is no object.
[[nodiscard]] const nlohmann::json& value_or_null(const nlohmann::json& values, const char* key);

}  // namespace ingot
