#include "generate/text_generator.h"

#include <cmath>

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

TokenId LanguagePipeline::text_end() const {
  if (const auto end = tokenizer.special().eos) return *end;
  const std::vector<TokenId> line = tokenizer.encode("\n");
  if (line.empty())
    throw Error("bad_pipeline", text("the tokeniser has no token for the end of a text",
                                     "分词器没有表示文本结束的词元"))
        .fix(text("choose another: --set tokenizer=bpe, characters or bytes",
                  "请另选: --set tokenizer=bpe、characters 或 bytes"));
  return line.back();
}

json to_json(const LanguagePipeline& pipeline) {
  json document = {{"format", kPipelineFormat},
                   {"input", {{"kind", "text"}}},
                   {"context", pipeline.context},
                   {"tokenizer", pipeline.tokenizer.to_json()}};
  if (pipeline.answers()) document["question"] = pipeline.question;
  if (pipeline.documents) document["documents"] = true;
  return document;
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
    return {Tokenizer::from_json(document.at("tokenizer")), context,
            document.value("question", std::string()), document.value("documents", false)};
  } catch (const json::exception& e) {
    throw bad(text("{}", "{}", e.what()));
  }
}

namespace {

// The end of the prompt, which says how what follows is joined to it: with a blank between words,
// as a piece of the last one, or not at all. An answer is a text of its own, and so is one without
// a prompt.
constexpr std::size_t kJoined = 8;
std::string text_before(std::span<const TokenId> tokens, const LanguagePipeline& pipeline,
                        const std::string& prompt) {
  if (prompt.empty() || pipeline.answers()) return {};
  return pipeline.tokenizer.decode(tokens.last(std::min(tokens.size(), kJoined)));
}

std::string text_after(const std::string& before, std::span<const TokenId> tokens,
                       std::size_t begin, const Tokenizer& tokenizer) {
  if (!before.empty()) {
    const std::string both = tokenizer.decode(tokens.subspan(begin - std::min(begin, kJoined)));
    if (both.starts_with(before)) return both.substr(before.size());
  }
  return tokenizer.decode(tokens.subspan(begin));
}

}  // namespace

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

// As after the end of a line: training on a running text never shows a token for its beginning.
std::optional<TokenId> TextGenerator::first_token() const {
  if (pipeline_.documents) return pipeline_.text_end();
  const std::vector<TokenId> line = pipeline_.tokenizer.encode("\n");
  if (!line.empty()) return line.back();
  return pipeline_.tokenizer.special().bos;
}

WrittenText TextGenerator::generate(const TextWanted& wanted,
                                    const std::function<void(std::string_view)>& on_text) {
  require_sampling(wanted.sampling);
  std::optional<TokenId> last = pipeline_.tokenizer.special().eos;
  if (pipeline_.answers()) last = pipeline_.text_end();
  std::vector<TokenId> tokens = pipeline_.tokenizer.encode(pipeline_.asked(wanted.prompt));
  if (tokens.empty()) {
    const std::optional<TokenId> first = first_token();
    if (!first)
      throw Error("wrong_usage", text("the prompt has no token", "提示中没有词元"))
          .fix(text("give a few words with --prompt", "请用 --prompt 给出几个词"));
    tokens.push_back(*first);
  }
  const std::size_t begin = tokens.size();
  const auto written_so_far = [&, before = text_before(tokens, pipeline_, wanted.prompt)] {
    return text_after(before, tokens, begin, pipeline_.tokenizer);
  };
  decoder_.forget();
  std::string written;
  std::size_t told = 0;
  const auto tell = [&](std::size_t end) {
    if (end <= told) return;
    if (on_text) on_text(mended_utf8(std::string_view(written).substr(told, end - told)));
    told = end;
  };
  double log_probability = 0;
  std::int64_t said = 0;
  const auto done = [&] {
    tell(written.size());
    return WrittenText{mended_utf8(written),
                       said == 0 ? 1 : std::exp(log_probability / static_cast<double>(said))};
  };
  std::size_t longest = 0;
  for (const std::string& stop : wanted.stop) longest = std::max(longest, stop.size());
  for (std::int64_t i = 0; i < wanted.max_tokens; ++i) {
    const Tensor p = next(tokens);
    const auto token = static_cast<TokenId>(sample_token(
        p.data<float>(), std::span(tokens).last(std::min(tokens.size(), std::size_t{256})), i,
        wanted.sampling));
    log_probability += std::log(p.at(token));
    ++said;
    if (last == token) break;
    tokens.push_back(token);
    written = written_so_far();
    for (const std::string& stop : wanted.stop)
      if (const std::size_t at = stop.empty() ? written.npos : written.find(stop);
          at != written.npos) {
        written.resize(at);
        return done();
      }
    // What may yet become a stop is held back, and a character that is not whole.
    const std::size_t sure = written.size() - std::min(written.size(), longest);
    tell(without_begun_character(std::string_view(written).substr(0, sure)));
  }
  return done();
}

}  // namespace ingot
