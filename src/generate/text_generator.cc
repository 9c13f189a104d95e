#include "generate/text_generator.h"

#include "base/files.h"
#include "base/utf8.h"
#include "formats/product_folder.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr int kPipelineFormat = 1;

// Bytes before a last character that may go on.
std::size_t without_begun_character(std::string_view text) {
  for (std::size_t last = 1; last <= std::min<std::size_t>(3, text.size()); ++last)
    if (const std::string_view tail = text.substr(text.size() - last);
        utf8_prefix(tail) == 0 && is_utf8_beginning(tail))
      return text.size() - last;
  return text.size();
}

}  // namespace

json language_pipeline(const Tokenizer& tokenizer, std::int64_t context) {
  return {{"format", kPipelineFormat},
          {"input", {{"kind", "text"}}},
          {"context", context},
          {"tokenizer", tokenizer.to_json()}};
}

bool is_language_model(const std::filesystem::path& folder) {
  const json document = json::parse(read_file(folder / kPipelineFile), nullptr, false);
  return document.is_object() && document.contains("context");
}

LanguagePipeline read_language_pipeline(const std::filesystem::path& folder) {
  const auto bad = [&](const Text& what) {
    return Error("bad_pipeline", {fmt::format("{}: {}", kPipelineFile, what.en),
                                  fmt::format("{}: {}", kPipelineFile, what.zh)});
  };
  const json document = json::parse(read_file(folder / kPipelineFile), nullptr, false);
  try {
    if (document.at("format").get<int>() > kPipelineFormat)
      throw Error("newer_product", text("the pipeline has a newer format", "流水线的格式较新"))
          .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
    if (document.at("input").at("kind") != "text")
      throw Error("other_input",
                  text("{} is no language model", "{} 不是语言模型", folder.string()))
          .expected(text("a product of the task language-model", "任务为 language-model 的产品"));
    const auto context = document.at("context").get<std::int64_t>();
    if (context < 1) throw bad(text("a context of {}", "上下文为 {}", context));
    return {Tokenizer::from_json(document.at("tokenizer")), context};
  } catch (const json::exception& e) {
    throw bad(text("{}", "{}", e.what()));
  }
}

TextGenerator::TextGenerator(const std::filesystem::path& folder, InferenceOptions options)
    : pipeline_(read_language_pipeline(folder)), decoder_(folder, options) {}

Tensor TextGenerator::next(std::span<const TokenId> tokens) {
  const auto context = static_cast<std::size_t>(decoder_.context());
  if (decoder_.position() > 0 && decoder_.position() < decoder_.context())
    return decoder_.read(tokens.last(1));
  decoder_.forget();
  const std::size_t seen = tokens.size() < context ? tokens.size() : (context + 1) / 2;
  return decoder_.read(tokens.last(seen));
}

std::string TextGenerator::generate(const TextWanted& wanted,
                                    const std::function<void(std::string_view)>& on_text) {
  require_sampling(wanted.sampling);
  std::vector<TokenId> tokens = pipeline_.tokenizer.encode(wanted.prompt);
  if (tokens.empty()) {
    const auto begin = pipeline_.tokenizer.special().bos;
    const std::vector<TokenId> line = pipeline_.tokenizer.encode("\n");
    if (begin)
      tokens.push_back(*begin);
    else if (!line.empty())
      tokens.push_back(line.back());
    else
      throw Error("wrong_usage", text("the prompt has no token", "提示中没有词元"))
          .fix(text("give a few words with --prompt", "请用 --prompt 给出几个词"));
  }
  const std::size_t begin = tokens.size();
  decoder_.forget();
  std::string written;
  std::size_t told = 0;
  const auto tell = [&](std::size_t end) {
    if (end <= told) return;
    if (on_text) on_text(mended_utf8(std::string_view(written).substr(told, end - told)));
    told = end;
  };
  std::size_t longest = 0;
  for (const std::string& stop : wanted.stop) longest = std::max(longest, stop.size());
  for (std::int64_t i = 0; i < wanted.max_tokens; ++i) {
    const Tensor p = next(tokens);
    const auto token = static_cast<TokenId>(sample_token(
        p.data<float>(), std::span(tokens).last(std::min(tokens.size(), std::size_t{256})), i,
        wanted.sampling));
    if (pipeline_.tokenizer.special().eos == token) break;
    tokens.push_back(token);
    written = pipeline_.tokenizer.decode(std::span(tokens).subspan(begin));
    for (const std::string& stop : wanted.stop)
      if (const std::size_t at = stop.empty() ? written.npos : written.find(stop);
          at != written.npos) {
        written.resize(at);
        tell(at);
        return mended_utf8(written);
      }
    // What may yet become a stop is held back, and a character that is not whole.
    const std::size_t sure = written.size() - std::min(written.size(), longest);
    tell(without_begun_character(std::string_view(written).substr(0, sure)));
  }
  tell(written.size());
  return mended_utf8(written);
}

}  // namespace ingot
