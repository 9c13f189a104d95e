#include "tasks/translation_texts.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/parse.h"
#include "base/progress.h"
#include "base/sha256.h"
#include "data/splits.h"
#include "data/text_feed.h"
#include "data/text_folder.h"
#include "features/pair_tokens.h"
#include "features/train_tokenizer.h"
#include "formats/tokenizer_file.h"
#include "ingot/data.h"
#include "ingot/table.h"
#include "tasks/program_facts.h"
#include "tasks/text_tokens.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr const char *kSourceKey = "source", *kBeamsKey = "beams",
                     *kLengthPenaltyKey = "length_penalty";

std::size_t column_of(const std::vector<std::string>& columns, const std::string& name,
                      const char* flag, const std::string& data) {
  const auto found = std::ranges::find(columns, name);
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  throw Error("unknown_column",
              name.empty() ? text("{} has {} columns, and nothing says which are the texts",
                                  "{} 有 {} 列, 未说明哪些是文本", data, columns.size())
                           : text("{} has no column \"{}\"", "{} 没有列“{}”", data, name))
      .expected(text("{} with one of {}", "{} 取以下之一: {}", flag, fmt::join(columns, ", ")));
}

// The names become those of the columns.
TextPairs pairs_of_table(const std::string& data, const TableOptions& options, std::string& source,
                         std::string& target) {
  const auto table = open_table(data, options);
  const std::vector<std::string>& columns = table->columns();
  const std::size_t to = column_of(columns, target, "--target", data);
  if (source.empty() && columns.size() == 2) source = columns[1 - to];
  const std::size_t from = column_of(columns, source, "--set source=", data);
  require_two_sides(source, target);
  TextPairs pairs;
  table->for_each_run([&](const Table& run) {
    for (std::int64_t row = 0; row < run.size(); ++row)
      pairs.add(run.columns[from][row], run.columns[to][row]);
  });
  return pairs;
}

ParallelTexts read_all(const BuildRequest& request) {
  std::string source = setting_of(request, kSourceKey), target = request.target;
  ParallelTexts texts;
  if (is_parallel_folder(request.data)) {
    texts = read_parallel_folder(request.data, source, target, request.table.encoding);
  } else {
    texts.train = pairs_of_table(request.data, request.table, source, target);
    texts.source = source, texts.target = target;
  }
  if (!request.test.empty())
    texts.test = read_test_pairs(request.test, request.table, texts.source, texts.target);
  return texts;
}

std::string digest_of(const ParallelTexts& texts) {
  Sha256 digest;
  for (const TextPairs* part : {&texts.train, &texts.valid, &texts.test})
    for (const auto* side : {&part->sources, &part->targets})
      for (const std::string& line : *side) {
        digest.add(line);
        digest.add("\n");
      }
  return digest.digest();
}

Error too_few_pairs(const std::string& data, const ParallelTexts& texts) {
  return Error(
             "too_few_rows",
             text("{} has {} different texts to train on, {} pairs to validate and {} to test",
                  "{} 有 {} 条不同的训练原文, {} 对用于验证, {} 对用于测试", data,
                  std::set<std::string_view>(texts.train.sources.begin(), texts.train.sources.end())
                      .size(),
                  texts.valid.size(), texts.test.size()))
      .expected(text("some thousand pairs", "数千对文本"))
      .fix(text("bring more pairs", "请提供更多文本对"));
}

// Parts that the data do not bring are taken from the training part.
void split(ParallelTexts& texts, const BuildRequest& request, std::vector<Decision>& decisions) {
  constexpr double kShare = 0.1;
  const bool needs_valid = texts.valid.size() == 0, needs_test = texts.test.size() == 0;
  const std::vector<std::int64_t> groups = number_values(texts.train.sources);
  const std::int64_t distinct = groups.empty() ? 0 : *std::ranges::max_element(groups) + 1;
  if (distinct < 1 + (needs_valid ? 1 : 0) + (needs_test ? 1 : 0))
    throw too_few_pairs(request.data, texts);
  if (!needs_valid && !needs_test) return;
  const std::vector<std::int64_t> labels(groups.size(), 0);
  const Split rows = grouped_split(
      labels, groups, {needs_valid ? kShare : 0, needs_test ? kShare : 0}, request.seed);
  const TextPairs all = std::move(texts.train);
  texts.train = all.chosen(rows.train);
  if (needs_valid) texts.valid = all.chosen(rows.valid);
  if (needs_test) texts.test = all.chosen(rows.test);
  decisions.push_back(
      {text("split", "数据划分"),
       text("{} pairs to train on, {} to validate, {} to test",
            "训练 {} 对, 验证 {} 对, 测试 {} 对", texts.train.size(), texts.valid.size(),
            texts.test.size()),
       text("pairs of the same source stay on one side", "同一原文的各对在同一侧")});
}

Tokenizer make_tokenizer_of_pairs(const BuildRequest& request, const TextPairs& train) {
  constexpr std::int64_t kVocabulary = 8000;
  const std::string name = setting_of(request, kTokenizerKey);
  if (fs::is_regular_file(name)) {
    require_own_normalizer(request);
    return load_tokenizer(name);
  }
  return train_tokenizer(
      [&](const auto& body) {
        for (const std::string& line : train.sources) body(line);
        for (const std::string& line : train.targets) body(line);
      },
      tokenizer_training(request, name.empty() || name == "auto" ? "bpe" : name, kVocabulary));
}

std::int64_t rounded_up(std::int64_t length) {
  constexpr std::int64_t kStep = 4;
  return (length + kStep - 1) / kStep * kStep;
}

std::vector<TokenPair> tokens_of(const Tokenizer& tokenizer, const TextPairs& texts) {
  std::vector<TokenPair> pairs;
  for (std::size_t i = 0; i < texts.size(); ++i)
    pairs.push_back({tokenizer.encode(texts.sources[i]), tokenizer.encode(texts.targets[i])});
  return pairs;
}

// As long as all but one in two hundred need.
std::int64_t context_for(const std::vector<TokenPair>& pairs) {
  constexpr double kCovered = 0.995;
  constexpr std::int64_t kMost = 256;
  std::vector<std::int64_t> lengths;
  for (const TokenPair& pair : pairs) lengths.push_back(pair_length(pair));
  std::ranges::sort(lengths);
  const auto at = static_cast<std::size_t>(kCovered * static_cast<double>(lengths.size() - 1));
  return std::min(kMost, rounded_up(lengths[at]));
}

// Such that about as many pairs are trained on in each.
std::vector<std::int64_t> lengths_for(const std::vector<TokenPair>& pairs, std::int64_t context) {
  constexpr std::size_t kLengths = 5;
  std::vector<std::int64_t> all, lengths{context};
  for (const TokenPair& pair : pairs) all.push_back(pair_length(pair));
  std::ranges::sort(all);
  for (std::size_t i = kLengths - 1; i > 0; --i) {
    const std::int64_t length = rounded_up(all[i * (all.size() - 1) / kLengths]);
    if (length < lengths.back()) lengths.push_back(length);
  }
  return lengths;
}

std::int64_t read_beams(const BuildRequest& request) {
  const std::int64_t beams = read_count_setting(request, kBeamsKey, 1, TranslateOptions().beams);
  if (beams <= kMostBeams) return beams;
  throw Error("bad_option", text("{} cannot be {}", "{} 不能为 {}", kBeamsKey, beams))
      .expected(text("1 to {}", "1 到 {}", kMostBeams))
      .where(text("--set {}={}", "--set {}={}", kBeamsKey, beams));
}

// With their texts. Gives how many.
std::int64_t leave_out_longer(std::vector<TokenPair>& pairs, TextPairs& texts,
                              std::int64_t context) {
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    if (pair_length(pairs[i]) <= context) kept.push_back(static_cast<std::int64_t>(i));
  const std::int64_t longer = std::ssize(pairs) - std::ssize(kept);
  if (longer == 0) return 0;
  std::vector<TokenPair> fitting;
  for (const std::int64_t i : kept)
    fitting.push_back(std::move(pairs[static_cast<std::size_t>(i)]));
  pairs = std::move(fitting);
  texts = texts.chosen(kept);
  return longer;
}

double read_penalty(const BuildRequest& request) {
  const std::string given = setting_of(request, kLengthPenaltyKey);
  if (given.empty()) return TranslateOptions().length_penalty;
  const auto number = parse_as<double>(given);
  if (number && *number >= 0 && *number <= 10) return *number;
  throw Error("bad_option", text("{} cannot be \"{}\"", "{} 不能为“{}”", kLengthPenaltyKey, given))
      .expected(text("a number from 0 to 10", "0 到 10 的数"))
      .where(text("--set {}={}", "--set {}={}", kLengthPenaltyKey, given));
}

}  // namespace

std::map<std::string, std::string> network_settings_of_pairs(const BuildRequest& request) {
  std::map<std::string, std::string> settings = request.settings;
  for (const char* key : kTokenKeys) settings.erase(key);
  for (const char* key : {kSourceKey, kContextKey, kBeamsKey, kLengthPenaltyKey})
    settings.erase(key);
  return settings;
}

TranslationTexts open_translation_texts(const BuildRequest& request, Progress& progress) {
  const TranslateOptions how{read_beams(request), read_penalty(request)};
  if (!request.from.empty()) require_begun_tokenizer(request);
  ParallelTexts raw = read_all(request);
  std::string digest = digest_of(raw);
  std::vector<Decision> decisions;
  std::int64_t left_out = 0;
  for (const TextPairs* part : {&raw.train, &raw.valid, &raw.test}) {
    for (const Text& note : part->notes) progress.note(note);
    left_out += part->left_out;
  }
  split(raw, request, decisions);
  std::optional<TranslationPipeline> begun;
  if (!request.from.empty()) begun = read_translation_pipeline(request.from);
  Tokenizer tokenizer =
      begun ? std::move(begun->tokenizer) : make_tokenizer_of_pairs(request, raw.train);
  std::vector<TokenPair> train = tokens_of(tokenizer, raw.train);
  std::int64_t context = begun ? begun->context : context_for(train);
  context = read_count_setting(request, kContextKey, 2, context);
  const std::int64_t too_long = leave_out_longer(train, raw.train, context);
  if (train.empty())
    throw Error("too_few_rows", text("no pair fits into a context of {} tokens",
                                     "没有一对文本能放入 {} 个词元的上下文", context))
        .fix(text("--set context={}", "--set context={}", 2 * context));
  TranslationTexts texts{.name = product_name(request.data),
                         .sha256 = std::move(digest),
                         .pipeline = {std::move(tokenizer), context, raw.source, raw.target, how},
                         .lengths = lengths_for(train, context),
                         .train = std::move(train),
                         .valid = {},
                         .test = {},
                         .train_texts = std::move(raw.train),
                         .valid_texts = std::move(raw.valid),
                         .test_texts = std::move(raw.test),
                         .decisions = std::move(decisions)};
  std::int64_t num_cut = 0;
  texts.valid = token_pairs(texts.pipeline, texts.valid_texts, num_cut);
  texts.test = token_pairs(texts.pipeline, texts.test_texts, num_cut);
  if (too_long + num_cut > 0)
    texts.decisions.push_back(
        {text("context", "上下文"), text("{} tokens", "{} 个词元", context),
         text("{} longer pairs are not trained on, {} to validate and test are cut",
              "{} 对更长的文本不参与训练, 验证与测试中有 {} 对被截断", too_long, num_cut)});
  if (left_out > 0)
    texts.decisions.push_back({text("pairs", "文本对"), text("{} left out", "略去 {} 对", left_out),
                               text("one side is blank", "有一侧为空")});
  return texts;
}

std::vector<TokenPair> token_pairs(const TranslationPipeline& pipeline, const TextPairs& texts,
                                   std::int64_t& num_cut) {
  std::vector<TokenPair> pairs = tokens_of(pipeline.tokenizer, texts);
  const auto most = static_cast<std::size_t>(pipeline.context - 1);
  for (TokenPair& pair : pairs) {
    if (pair_length(pair) > pipeline.context) ++num_cut;
    for (auto* side : {&pair.source, &pair.target}) side->resize(std::min(side->size(), most));
  }
  return pairs;
}

TextPairs read_test_pairs(const std::string& data, const TableOptions& options,
                          const std::string& source, const std::string& target) {
  std::string from = source, to = target;
  if (!is_parallel_folder(data)) return pairs_of_table(data, options, from, to);
  ParallelTexts texts = read_parallel_folder(data, from, to, options.encoding);
  if (texts.test.size() > 0) return std::move(texts.test);
  texts.train.add(texts.valid);
  return std::move(texts.train);
}

std::vector<std::string> read_sources(const std::string& data, const TableOptions& options,
                                      const TranslationPipeline& pipeline) {
  if (fs::is_directory(data)) return read_parallel_sources(data, pipeline.source, options.encoding);
  std::vector<std::string> sources;
  if (is_text_file(data) || (!is_table(data) && fs::is_regular_file(data))) {
    LineFeed lines(data, encoding_of_file(data, options.encoding));
    std::string_view line;
    while (lines.next(line)) sources.emplace_back(line);
    return sources;
  }
  const auto table = open_table(data, options);
  const std::size_t column = column_of(table->columns(), pipeline.source, "a column", data);
  table->for_each_run([&](const Table& run) {
    for (std::int64_t row = 0; row < run.size(); ++row)
      sources.emplace_back(run.columns[column][row]);
  });
  return sources;
}

}  // namespace ingot
