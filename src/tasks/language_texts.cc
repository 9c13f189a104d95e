#include "tasks/language_texts.h"

#include <set>

#include "base/parse.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "data/text_feed.h"
#include "data/text_folder.h"
#include "features/train_tokenizer.h"
#include "formats/tokenizer_json.h"
#include "generate/text_generator.h"
#include "ingot/table.h"
#include "tasks/product_pages.h"
#include "tasks/program_facts.h"
#include "tasks/text_tokens.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

std::string text_of_file(const fs::path& file, const BuildRequest& request, Progress* progress) {
  const Encoding encoding = encoding_of_file(file, request.table.encoding);
  if (progress != nullptr && !encoding.note.empty()) progress->note(encoding.note);
  TextFeed feed(file, encoding);
  std::string text;
  while (feed.read(text)) continue;
  return text;
}

std::string text_of_folder(const fs::path& folder, const BuildRequest& request,
                           Progress* progress) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (is_text_file(entry.path())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  if (files.empty())
    throw Error("file_missing",
                text("{} holds no .txt file", "{} 中没有 .txt 文件", folder.string()));
  std::string all;
  for (const fs::path& file : files) {
    all += text_of_file(file, request, progress);
    if (!all.ends_with('\n')) all += '\n';
  }
  return all;
}

std::string text_of_table(const std::string& source, const BuildRequest& request) {
  const auto table = open_table(source, request.table);
  std::string all;
  table->for_each_run([&](const Table& run) {
    const auto column = run.find(request.target);
    if (!column)
      throw Error("unknown_column",
                  text("{} has no column \"{}\"", "{} 没有列“{}”", source, request.target))
          .expected(text("--target with the column of the texts: one of {}",
                         "--target 给出文本所在的列: {} 之一", fmt::join(run.names, ", ")));
    for (std::int64_t row = 0; row < run.size(); ++row)
      if (const std::string_view cell = run.columns[*column][row]; !cell.empty()) {
        all += cell;
        all += '\n';
      }
  });
  return all;
}

std::string text_of(const std::string& source, const BuildRequest& request, Progress* progress) {
  if (fs::is_directory(source)) return text_of_folder(source, request, progress);
  if (!request.target.empty() || !request.table.sql.empty()) return text_of_table(source, request);
  return text_of_file(source, request, progress);
}

// A place near `at` where a line ends, else a character.
std::size_t border_near(std::string_view text, std::size_t at) {
  constexpr std::size_t kReach = 2000;
  const std::size_t line = text.find('\n', at);
  if (line != text.npos && line - at < kReach) return line + 1;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

std::size_t num_characters(std::string_view text) {
  std::set<char32_t> characters;
  while (!text.empty()) characters.insert(take_character(text));
  return characters.size();
}

// That of the product to start from, the one that a file holds, or one that is learned from the
// text.
Tokenizer make_tokenizer(const LanguageSettings& settings, std::string_view train,
                         const BuildRequest& request, std::vector<Decision>& decisions) {
  constexpr std::size_t kMostCharacters = 400;
  constexpr std::int64_t kVocabulary = 8192;
  if (!request.from.empty()) return read_language_pipeline(request.from).tokenizer;
  if (fs::is_regular_file(settings.tokenizer)) return load_tokenizer_json(settings.tokenizer);
  std::string name = settings.tokenizer;
  if (name == "auto") {
    const std::size_t characters = num_characters(train);
    name = settings.form == TextForm::lines ? "wordpiece"
           : characters <= kMostCharacters  ? "characters"
                                            : "bpe";
    decisions.push_back(
        {text("tokenizer", "分词器"), text("{}", "{}", name),
         text("the text has {} different characters", "文本共有 {} 种字符", characters)});
  }
  TokenizerTraining training{.tokenizer = name};
  training.vocabulary.size = settings.vocabulary > 0 ? settings.vocabulary : kVocabulary;
  training.vocabulary.least_count = name == "characters" ? 1 : 2;
  training.vocabulary.num_threads = request.threads;
  return train_tokenizer([&](const auto& body) { body(train); }, training);
}

LanguagePart part_of_text(const Tokenizer& tokenizer, std::string_view text, TextForm form) {
  const auto bytes = static_cast<std::int64_t>(text.size());
  if (form == TextForm::running) return {tokenizer.encode(text), bytes};
  LanguagePart part{.tokens = {}, .bytes = bytes};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::vector<TokenId> line = tokenizer.encode(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    part.starts.push_back(std::ssize(part.tokens));
    part.tokens.insert(part.tokens.end(), line.begin(), line.end());
  }
  part.starts.push_back(std::ssize(part.tokens));
  return part;
}

}  // namespace

LanguageSettings read_language_settings(const BuildRequest& request, TextForm form) {
  LanguageSettings settings{.form = form};
  if (const auto found = request.settings.find(kTokenizerKey); found != request.settings.end())
    settings.tokenizer = found->second;
  settings.vocabulary = read_count_setting(request, kVocabularyKey, 2, 0);
  if (!request.from.empty()) settings.context = read_language_pipeline(request.from).context;
  settings.context = read_count_setting(request, kContextKey, 1, settings.context);
  return settings;
}

std::map<std::string, std::string> network_settings(const BuildRequest& request) {
  std::map<std::string, std::string> settings = request.settings;
  for (const char* key : {kTokenizerKey, kVocabularyKey, kContextKey}) settings.erase(key);
  return settings;
}

LanguageTexts open_language_texts(const BuildRequest& request, const LanguageSettings& settings,
                                  Progress& progress) {
  constexpr double kShare = 0.1;
  const std::string text_of_data = text_of(request.data, request, &progress);
  const std::string text_of_test =
      request.test.empty() ? std::string() : text_of(request.test, request, &progress);
  const std::string_view all = text_of_data;
  const auto size = static_cast<double>(all.size());
  const std::size_t end = request.test.empty()
                              ? border_near(all, static_cast<std::size_t>((1 - kShare) * size))
                              : all.size();
  const std::size_t middle = border_near(
      all, static_cast<std::size_t>((request.test.empty() ? 1 - 2 * kShare : 1 - kShare) * size));
  const std::string_view train = all.substr(0, middle), valid = all.substr(middle, end - middle),
                         test = request.test.empty() ? all.substr(end)
                                                     : std::string_view(text_of_test);
  std::vector<Decision> decisions;
  Tokenizer tokenizer = make_tokenizer(settings, train, request, decisions);
  LanguagePart train_part = part_of_text(tokenizer, train, settings.form),
               valid_part = part_of_text(tokenizer, valid, settings.form),
               test_part = part_of_text(tokenizer, test, settings.form);
  for (const LanguagePart* part : {&train_part, &valid_part, &test_part})
    if (is_too_short(*part, settings.form, settings.context))
      throw Error("too_few_rows",
                  text("{} leaves {}, {} and {} tokens to train, validate and test on",
                       "{} 只剩 {}、{}、{} 个词元用于训练、验证和测试", request.data,
                       train_part.tokens.size(), valid_part.tokens.size(), test_part.tokens.size()))
          .expected(text("more than the context of {} tokens in each",
                         "每个部分多于上下文的 {} 个词元", settings.context))
          .fix(text("bring more text, or --set context=16", "请提供更多文本, 或 --set context=16"));
  return {product_name(request.data), sha256(all),           std::move(tokenizer),
          std::move(train_part),      std::move(valid_part), std::move(test_part),
          std::move(decisions)};
}

LanguagePart read_language_part(const Tokenizer& tokenizer, const BuildRequest& request,
                                TextForm form, Progress* progress) {
  return part_of_text(tokenizer, text_of(request.data, request, progress), form);
}

bool is_too_short(const LanguagePart& part, TextForm form, std::int64_t context) {
  return form == TextForm::lines ? part.starts.size() < 2 : std::ssize(part.tokens) <= context;
}

}  // namespace ingot
