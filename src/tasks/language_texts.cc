#include "tasks/language_texts.h"

#include <set>

#include "base/parse.h"
#include "base/sha256.h"
#include "base/trim.h"
#include "base/utf8.h"
#include "data/parallel_text.h"
#include "data/splits.h"
#include "data/text_feed.h"
#include "data/text_folder.h"
#include "features/train_tokenizer.h"
#include "formats/tokenizer_json.h"
#include "ingot/data.h"
#include "ingot/table.h"
#include "tasks/product_pages.h"
#include "tasks/program_facts.h"
#include "tasks/text_tokens.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

constexpr const char* kQuestionKey = "question";

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

std::size_t require_text_column(const Table& run, const std::string& name, const char* flag,
                                const std::string& source) {
  const auto column = run.find(name);
  if (column) return *column;
  throw Error("unknown_column", text("{} has no column \"{}\"", "{} 没有列“{}”", source, name))
      .expected(text("{} with one of {}", "{} 取以下之一: {}", flag, fmt::join(run.names, ", ")));
}

std::string text_of_table(const std::string& source, const BuildRequest& request) {
  const auto table = open_table(source, request.table);
  std::string all;
  table->for_each_run([&](const Table& run) {
    const std::size_t column = require_text_column(run, request.target, "--target", source);
    for (std::int64_t row = 0; row < run.size(); ++row)
      if (const std::string_view cell = run.columns[column][row]; !cell.empty()) {
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

// Questions and their answers.
TextPairs read_answered(const std::string& source, const BuildRequest& request,
                        const std::string& question) {
  TextPairs all;
  open_table(source, request.table)->for_each_run([&](const Table& run) {
    const std::size_t asked = require_text_column(run, question, "--set question=", source),
                      told = require_text_column(run, request.target, "--target", source);
    for (std::int64_t row = 0; row < run.size(); ++row)
      all.add(run.columns[asked][row], run.columns[told][row]);
  });
  return all;
}

// A question is cut at its beginning, an answer at its end.
LanguagePart part_of_answered(const LanguagePipeline& pipeline, const TextPairs& texts,
                              std::int64_t* num_cut) {
  const auto most = static_cast<std::size_t>(pipeline.context) + 1;
  LanguagePart part;
  for (std::size_t i = 0; i < texts.sources.size(); ++i) {
    std::vector<TokenId> question = pipeline.tokenizer.encode(pipeline.asked(texts.sources[i])),
                         answer = pipeline.tokenizer.encode(texts.targets[i]);
    if (question.empty()) continue;
    answer.push_back(pipeline.answer_end());
    if (num_cut != nullptr && question.size() + answer.size() > most) ++*num_cut;
    if (answer.size() >= most) answer.resize(most - 1);
    if (question.size() + answer.size() > most)
      question.erase(question.begin(),
                     question.end() - static_cast<std::ptrdiff_t>(most - answer.size()));
    part.bytes += std::ssize(texts.targets[i]);
    part.starts.push_back(std::ssize(part.tokens));
    part.tokens.insert(part.tokens.end(), question.begin(), question.end());
    part.answers.push_back(std::ssize(part.tokens));
    part.tokens.insert(part.tokens.end(), answer.begin(), answer.end());
  }
  part.starts.push_back(std::ssize(part.tokens));
  return part;
}

// Each question with its answer, as the network reads them.
std::string text_of_answered(const TextPairs& all) {
  std::string joined;
  for (std::size_t i = 0; i < all.sources.size(); ++i)
    joined += all.sources[i] + "\n" + all.targets[i] + "\n";
  return joined;
}

Decision cut_rows(std::int64_t num_cut, std::size_t rows, std::int64_t context) {
  return {text("long rows", "过长的行"),
          text("{} of {} are cut", "截断 {} 行, 共 {} 行", num_cut, rows),
          text("more than the {} tokens that are seen at once (--set context=N)",
               "超过一次可见的 {} 个词元 (--set context=N)", context)};
}

void require_parts(const LanguageTexts& texts, const LanguageSettings& settings,
                   const std::string& data) {
  for (const LanguagePart* part : {&texts.train, &texts.valid, &texts.test}) {
    if (!is_too_short(*part, settings.form, settings.context)) continue;
    const bool is_running = settings.form == TextForm::running;
    throw Error(
        "too_few_rows",
        text("{} leaves {}, {} and {} tokens to train, validate and test on",
             "{} 只剩 {}、{}、{} 个词元用于训练、验证和测试", data, texts.train.tokens.size(),
             texts.valid.tokens.size(), texts.test.tokens.size()))
        .expected(is_running ? text("more than the context of {} tokens in each",
                                    "每个部分多于上下文的 {} 个词元", settings.context)
                             : text("a row in each", "每个部分至少一行"))
        .fix(is_running ? text("bring more text, or --set context=16",
                               "请提供更多文本, 或 --set context=16")
                        : text("bring more rows", "请提供更多行"));
  }
}

LanguageTexts open_answered(const BuildRequest& request, const LanguageSettings& settings) {
  constexpr double kShare = 0.1;
  const TextPairs all = read_answered(request.data, request, settings.question);
  // The same question is on one side alone.
  const Split rows = grouped_split(Ints(all.sources.size()), number_values(all.sources),
                                   {kShare, request.test.empty() ? kShare : 0}, request.seed);
  const TextPairs train = all.chosen(rows.train), valid = all.chosen(rows.valid),
                  test = request.test.empty()
                             ? all.chosen(rows.test)
                             : read_answered(request.test, request, settings.question);
  std::vector<Decision> decisions;
  LanguageTexts texts{
      .name = product_name(request.data),
      .sha256 = sha256(text_of_answered(all)),
      .pipeline = {make_tokenizer(settings, text_of_answered(train), request, decisions),
                   settings.context, settings.question},
      .test_questions = test.sources,
      .decisions = std::move(decisions)};
  std::int64_t num_cut = 0;
  texts.train = part_of_answered(texts.pipeline, train, &num_cut);
  texts.valid = part_of_answered(texts.pipeline, valid, &num_cut);
  texts.test = part_of_answered(texts.pipeline, test, &num_cut);
  texts.decisions.push_back(
      {text("what is learned", "学习内容"), text("the answers alone", "仅回答"),
       text("tokens of questions are read, not told", "问题的词元只供阅读, 不作预测")});
  if (num_cut > 0)
    texts.decisions.push_back(cut_rows(num_cut, all.sources.size(), settings.context));
  require_parts(texts, settings, request.data);
  return texts;
}

}  // namespace

LanguageSettings read_language_settings(const BuildRequest& request, TextForm form) {
  LanguageSettings settings{.form = form};
  if (const auto found = request.settings.find(kTokenizerKey); found != request.settings.end())
    settings.tokenizer = found->second;
  settings.vocabulary = read_count_setting(request, kVocabularyKey, 2, 0);
  if (!request.from.empty()) settings.context = read_language_pipeline(request.from).context;
  settings.context = read_count_setting(request, kContextKey, 1, settings.context);
  settings.question = setting_of(request, kQuestionKey);
  if (!settings.question.empty()) settings.form = TextForm::answers;
  return settings;
}

std::map<std::string, std::string> network_settings(const BuildRequest& request) {
  std::map<std::string, std::string> settings = request.settings;
  for (const char* key : {kTokenizerKey, kVocabularyKey, kContextKey, kQuestionKey})
    settings.erase(key);
  return settings;
}

LanguageTexts open_language_texts(const BuildRequest& request, const LanguageSettings& settings,
                                  Progress& progress) {
  if (settings.form == TextForm::answers) return open_answered(request, settings);
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
  LanguageTexts texts{
      .name = product_name(request.data),
      .sha256 = sha256(all),
      .pipeline = {make_tokenizer(settings, train, request, decisions), settings.context},
      .decisions = std::move(decisions)};
  const Tokenizer& tokenizer = texts.pipeline.tokenizer;
  texts.train = part_of_text(tokenizer, train, settings.form);
  texts.valid = part_of_text(tokenizer, valid, settings.form);
  texts.test = part_of_text(tokenizer, test, settings.form);
  require_parts(texts, settings, request.data);
  return texts;
}

LanguagePart read_language_part(const LanguagePipeline& pipeline, const BuildRequest& request,
                                TextForm form, Progress* progress) {
  if (form == TextForm::answers)
    return part_of_answered(pipeline, read_answered(request.data, request, pipeline.question),
                            nullptr);
  return part_of_text(pipeline.tokenizer, text_of(request.data, request, progress), form);
}

std::vector<std::string> read_questions(const std::string& data, const TableOptions& options,
                                        const std::string& question) {
  std::vector<std::string> questions;
  open_table(data, options)->for_each_run([&](const Table& run) {
    const std::size_t column = require_text_column(run, question, "a table", data);
    for (std::int64_t row = 0; row < run.size(); ++row)
      questions.emplace_back(without_blanks(run.columns[column][row]));
  });
  return questions;
}

bool is_too_short(const LanguagePart& part, TextForm form, std::int64_t context) {
  return form == TextForm::running ? std::ssize(part.tokens) <= context : part.starts.size() < 2;
}

}  // namespace ingot
