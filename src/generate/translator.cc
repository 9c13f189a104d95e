#include "generate/translator.h"

#include <algorithm>
#include <cmath>

#include "base/files.h"
#include "base/trim.h"
#include "base/utf8.h"
#include "features/pair_tokens.h"
#include "formats/product_folder.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr int kTranslationFormat = 1;
constexpr const char* kPairKind = "text_pair";

}  // namespace

json to_json(const TranslationPipeline& pipeline) {
  return {
      {"format", kTranslationFormat},
      {"input", {{"kind", kPairKind}, {"source", pipeline.source}, {"target", pipeline.target}}},
      {"context", pipeline.context},
      {"decoding",
       {{"beams", pipeline.how.beams}, {"length_penalty", pipeline.how.length_penalty}}},
      {"tokenizer", pipeline.tokenizer.to_json()}};
}

TranslationPipeline read_translation_pipeline(const std::filesystem::path& folder) {
  const auto bad = [](const std::string& what) {
    return Error("bad_pipeline", text("{}: {}", "{}: {}", kPipelineFile, what));
  };
  const json document = json::parse(read_file(folder / kPipelineFile), nullptr, false);
  try {
    if (document.at("format").get<int>() > kTranslationFormat)
      throw Error("newer_product", text("the pipeline has a newer format", "流水线的格式较新"))
          .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
    const json& input = document.at("input");
    if (input.at("kind") != kPairKind)
      throw Error("other_input", text("{} does not translate", "{} 不是翻译模型", folder.string()))
          .expected(text("a product of the task translation", "任务为 translation 的产品"));
    const auto context = document.at("context").get<std::int64_t>();
    if (context < 2) throw bad(fmt::format("context {}", context));
    const json& how = document.at("decoding");
    const auto beams = how.at("beams").get<std::int64_t>();
    if (beams < 1 || beams > kMostBeams) throw bad(fmt::format("{} beams", beams));
    return {Tokenizer::from_json(document.at("tokenizer")),
            context,
            input.at("source").get<std::string>(),
            input.at("target").get<std::string>(),
            {beams, how.at("length_penalty").get<double>()}};
  } catch (const json::exception& e) {
    throw bad(e.what());
  }
}

Translator::Translator(const std::filesystem::path& folder, InferenceOptions options)
    : pipeline_(read_translation_pipeline(folder)), decoder_(folder, options) {}

std::vector<Translation> Translator::translate(std::span<const std::string> sources,
                                               const std::function<void(std::int64_t)>& on_done) {
  const TranslateOptions& options = pipeline_.how;
  const std::int64_t most_rows = decoder_.most_rows(), context = decoder_.context();
  if (options.beams < 1 || options.beams > most_rows)
    throw Error("wrong_usage", text("{} beams", "集束宽度为 {}", options.beams))
        .expected(text("1 to {}", "1 到 {}", most_rows))
        .where(text("--beams, command line", "--beams, 命令行"));
  std::vector<Translation> translations(sources.size());
  std::vector<std::vector<std::int64_t>> read;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::vector<TokenId> tokens = pipeline_.tokenizer.encode(without_blanks(sources[i]));
    if (!tokens.empty()) order.push_back(i);
    translations[i].is_cut = std::ssize(tokens) > context - 1;
    std::vector<std::int64_t>& numbers = read.emplace_back();
    for (const TokenId token :
         std::span(tokens).first(std::min(tokens.size(), static_cast<std::size_t>(context - 1))))
      numbers.push_back(token + kPairShift);
    numbers.push_back(kPairEnd);
  }
  // Texts of one length side by side: those of a batch end at about the same time.
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return read[i].size(); });
  const auto at_once = static_cast<std::size_t>(most_rows / options.beams);
  const BeamOptions beams{.beams = options.beams,
                          .length_penalty = options.length_penalty,
                          .begin = kPairBegin,
                          .end = kPairEnd,
                          .barred = {kPairPadding, kPairBegin}};
  for (std::size_t first = 0; first < order.size(); first += at_once) {
    const std::span<const std::size_t> batch =
        std::span(order).subspan(first, std::min(at_once, order.size() - first));
    std::vector<std::vector<std::int64_t>> of_batch;
    for (const std::size_t i : batch) of_batch.push_back(read[i]);
    const std::vector<std::int64_t> most(batch.size(), context);
    decoder_.read(of_batch, options.beams);
    const std::vector<WrittenTokens> written = search_beams(decoder_, most, beams);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      std::vector<TokenId> tokens;
      for (const std::int64_t number : written[i].tokens)
        if (number >= kPairShift) tokens.push_back(static_cast<TokenId>(number - kPairShift));
      Translation& translation = translations[batch[i]];
      translation.text = mended_utf8(pipeline_.tokenizer.decode(tokens));
      translation.is_unfinished = !written[i].is_whole;
      const std::size_t told = written[i].tokens.size() + (written[i].is_whole ? 1 : 0);
      translation.confidence = std::exp(written[i].log_probability /
                                        static_cast<double>(std::max<std::size_t>(told, 1)));
    }
    if (on_done) on_done(static_cast<std::int64_t>(first + batch.size()));
  }
  return translations;
}

}  // namespace ingot
