#include "formats/tokenizer_json.h"

#include "base/files.h"
#include "features/tokenizer_error.h"

namespace ingot {
namespace {

constexpr int kMaxJsonDepth = 64;

}  // namespace

Tokenizer read_tokenizer_json(std::string_view bytes) {
  const auto not_too_deep = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (depth > kMaxJsonDepth) throw bad_tokenizer(text("its JSON is too deep", "JSON 嵌套过深"));
    return true;
  };
  nlohmann::json values;
  try {
    values = nlohmann::json::parse(bytes.begin(), bytes.end(), not_too_deep);
  } catch (const nlohmann::json::exception& e) {
    throw bad_tokenizer(text("it is not JSON ({})", "不是 JSON ({})", e.what()));
  }
  return Tokenizer::from_json(values);
}

Tokenizer load_tokenizer_json(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  try {
    return read_tokenizer_json(bytes);
  } catch (Error& e) {
    throw std::move(e).where({path.string(), path.string()});
  }
}

std::string write_tokenizer_json(const Tokenizer& tokenizer) {
  return tokenizer.to_json().dump(1) + "\n";
}

void save_tokenizer_json(const std::filesystem::path& path, const Tokenizer& tokenizer) {
  write_file(path, write_tokenizer_json(tokenizer));
}

}  // namespace ingot
