#include "features/tokenizer_error.h"

#include "base/near_name.h"

namespace ingot {

Error bad_tokenizer(const Text& what) {
  return Error("bad_tokenizer", {"not a valid tokeniser: " + what.en, "分词器无效: " + what.zh})
      .fix(text("fetch or write the file again", "请重新获取或生成该文件"));
}

Error unsupported_tokenizer(const Text& part, const std::string& name,
                            const std::vector<std::string>& known) {
  const std::string near = near_name(name, known);
  return Error("unsupported_tokenizer",
               Text{fmt::format("the tokeniser's {} \"{}\" is not supported", part.en, name),
                    fmt::format("不支持分词器的{} \"{}\"", part.zh, name)})
      .expected(text("one of {}", "{} 之一", fmt::join(known, " ")))
      .fix(near.empty() ? text("use another tokeniser, or a newer version of Ingot",
                               "请使用其他分词器或更新版本的 Ingot")
                        : text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

const nlohmann::json& value_or_null(const nlohmann::json& values, const char* key) {
  static const nlohmann::json none = nullptr;
  if (!values.is_object()) return none;
  const auto found = values.find(key);
  return found == values.end() ? none : *found;
}

std::string text_value(const nlohmann::json& values, const char* key) {
  const nlohmann::json& value = value_or_null(values, key);
  if (!value.is_string()) throw bad_tokenizer(text("\"{}\" is no text", "\"{}\" 不是文本", key));
  return value.get<std::string>();
}

std::string text_value(const nlohmann::json& values, const char* key,
                       const std::string& otherwise) {
  return value_or_null(values, key).is_null() ? otherwise : text_value(values, key);
}

std::optional<std::int64_t> number_value(const nlohmann::json& values, const char* key,
                                         std::int64_t most) {
  const nlohmann::json& value = value_or_null(values, key);
  if (value.is_null()) return std::nullopt;
  // A number beyond 63 bits reads as a negative one.
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
      value.get<std::int64_t>() > most)
    throw bad_tokenizer(
        text("\"{}\" is not a whole number from 0 to {}", "\"{}\" 不是 0 到 {} 的整数", key, most));
  return value.get<std::int64_t>();
}

bool flag_value(const nlohmann::json& values, const char* key, bool otherwise) {
  const nlohmann::json& value = value_or_null(values, key);
  if (value.is_null()) return otherwise;
  if (!value.is_boolean())
    throw bad_tokenizer(text("\"{}\" is neither true nor false", "\"{}\" 不是 true 或 false", key));
  return value.get<bool>();
}

}  // namespace ingot
