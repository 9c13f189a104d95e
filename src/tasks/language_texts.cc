#include "tasks/language_texts.h"

#include <set>

#include "base/parse.h"
#include "base/sha256.h"
#include "base/trim.h"
#include "base/utf8.h"
#include "data/parallel_text.h"
#include "data/splits.h"
#include "features/train_tokenizer.h"
#include "formats/tokenizer_file.h"
#include "ingot/data.h"
#include "ingot/table.h"
#include "tasks/language_sources.h"
#include "tasks/product_pages.h"
#include "tasks/program_facts.h"
#include "tasks/text_tokens.h"
#include "tasks/training_settings.h"

namespace ingot {
namespace {

constexpr const char *kQuestionKey = "question", *kDocumentsKey = "documents";

// A place near `at` where a line ends, else a character.
std::size_t border_near(std::string_view text, std::size_t at) {
  constexpr std::size_t kReach = 2000;
  const std::size_t line = text.find('\n', at);
  if (line != text.npos && line - at < kReach) return line + 1;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

// The end of the document around `at`.
std::size_t document_border(const SourceText& text, std::size_t at) {
  const auto end = std::ranges::lower_bound(text.ends, at);
  return end == text.ends.end() ? text.text.size() : *end;
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
  if (!request.from.empty()) {
    require_begun_tokenizer(request);
    return read_language_pipeline(request.from).tokenizer;
  }
  if (std::filesystem::is_regular_file(settings.tokenizer)) {
    require_own_normalizer(request);
    return load_tokenizer(settings.tokenizer);
  }
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
  return train_tokenizer([&](const auto& body) { body(train); },
                         tokenizer_training(request, name, kVocabulary));
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

// The documents from `begin` to `end`, each with the token of its end.
LanguagePart part_of_documents(const LanguagePipeline& pipeline, const SourceText& source,
                               std::size_t begin, std::size_t end) {
  const TokenId last = pipeline.text_end();
  const bool is_line = !pipeline.tokenizer.special().eos;
  LanguagePart part{.tokens = {}, .bytes = static_cast<std::int64_t>(end - begin)};
  for (const std::size_t to : source.ends) {
    if (to <= begin || to > end) continue;
    std::string_view document = std::string_view(source.text).substr(begin, to - begin);
    begin = to;
    while (document.ends_with('\n') || document.ends_with('\r')) document.remove_suffix(1);
    if (document.empty()) continue;
    if (is_line && document.find('\n') != document.npos)
      throw Error("bad_option", text("documents of several lines need a token for their end",
                                     "多行的文档需要表示结束的词元"))
          .fix(text("--set tokenizer=bpe, or a tokenizer.json with an end of text",
                    "请用 --set tokenizer=bpe, 或含文本结束符的 tokenizer.json"));
    const std::vector<TokenId> tokens = pipeline.tokenizer.encode(document);
    part.tokens.insert(part.tokens.end(), tokens.begin(), tokens.end());
    if (part.tokens.empty() || part.tokens.back() != last) part.tokens.push_back(last);
  }
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
    answer.push_back(pipeline.text_end());
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

// Lines that are longer than what is seen of them, among how many.
struct LongRows {
  std::int64_t longer = 0, rows = 0;
};
LongRows long_rows(const LanguageTexts& texts, std::int64_t context) {
  LongRows found;
  for (const LanguagePart* part : {&texts.train, &texts.valid, &texts.test})
    for (std::size_t i = 1; i < part->starts.size(); ++i) {
      ++found.rows;
      found.longer += part->starts[i] - part->starts[i - 1] > context ? 1 : 0;
    }
  return found;
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
  static_cast<void>(tokenizer_training(request, settings.tokenizer, 2));  // tells what is wrong
  if (!request.from.empty()) settings.context = read_language_pipeline(request.from).context;
  settings.context = read_count_setting(request, kContextKey, 1, settings.context);
  settings.question = setting_of(request, kQuestionKey);
  if (!settings.question.empty()) settings.form = TextForm::answers;
  if (const std::string given = setting_of(request, kDocumentsKey); !given.empty())
    settings.documents = std::get<bool>(parse_option(kDocumentsKey, given, false));
  if (settings.documents && settings.form != TextForm::running)
    throw Error("bad_option",
                text("rows of this task stand for themselves already", "此任务的各行本已彼此独立"))
        .where(text("--set {}", "--set {}", kDocumentsKey));
  return settings;
}

std::map<std::string, std::string> network_settings(const BuildRequest& request) {
  std::map<std::string, std::string> settings = request.settings;
  for (const char* key : kTokenKeys) settings.erase(key);
  for (const char* key : {kContextKey, kQuestionKey, kDocumentsKey}) settings.erase(key);
  return settings;
}

LanguageTexts open_language_texts(const BuildRequest& request, const LanguageSettings& settings,
                                  Progress& progress) {
  if (settings.form == TextForm::answers) return open_answered(request, settings);
  constexpr double kShare = 0.1;
  const bool own_test = request.test.empty() && brings_test(request.data);
  const bool has_test = own_test || !request.test.empty();
  const SourceText data = read_source_text(request.data, request, &progress,
                                           own_test ? FolderPart::learned : FolderPart::all);
  const SourceText test_data =
      own_test   ? read_source_text(request.data, request, &progress, FolderPart::test)
      : has_test ? read_source_text(request.test, request, &progress)
                 : SourceText();
  const std::string_view all = data.text;
  const auto border = [&](double share) {
    const auto at = static_cast<std::size_t>(share * static_cast<double>(all.size()));
    return settings.documents ? document_border(data, at) : border_near(all, at);
  };
  const std::size_t end = has_test ? all.size() : border(1 - kShare);
  const std::size_t middle = border(has_test ? 1 - kShare : 1 - 2 * kShare);
  const std::string_view train = all.substr(0, middle);
  std::vector<Decision> decisions;
  if (own_test)
    decisions.push_back({text("test", "测试"), text("files of the folder", "文件夹中的文件"),
                         text("they are called so", "其名称如此")});
  LanguageTexts texts{.name = product_name(request.data),
                      .sha256 = sha256(all),
                      .pipeline = {make_tokenizer(settings, train, request, decisions),
                                   settings.context,
                                   {},
                                   settings.documents},
                      .decisions = std::move(decisions)};
  const auto part = [&](const SourceText& source, std::size_t from, std::size_t to) {
    if (settings.documents) return part_of_documents(texts.pipeline, source, from, to);
    return part_of_text(texts.pipeline.tokenizer,
                        std::string_view(source.text).substr(from, to - from), settings.form);
  };
  texts.train = part(data, 0, middle);
  texts.valid = part(data, middle, end);
  texts.test = has_test ? part(test_data, 0, test_data.text.size()) : part(data, end, all.size());
  if (settings.documents)
    texts.decisions.push_back(
        {text("documents", "文档"),
         text("{} that do not see one another", "{} 篇互不可见", data.ends.size()),
         text("--set documents=true: files, cells or lines stand side by side in a row, and "
              "attention keeps to its own",
              "--set documents=true: 文件、单元格或各行在一行中并排, 注意力只看本篇")});
  if (settings.form == TextForm::lines)
    if (const LongRows found = long_rows(texts, settings.context); found.longer > 0)
      texts.decisions.push_back(
          cut_rows(found.longer, static_cast<std::size_t>(found.rows), settings.context));
  require_parts(texts, settings, request.data);
  return texts;
}

LanguagePart read_language_part(const LanguagePipeline& pipeline, const BuildRequest& request,
                                TextForm form, Progress* progress) {
  if (form == TextForm::answers)
    return part_of_answered(pipeline, read_answered(request.data, request, pipeline.question),
                            nullptr);
  const SourceText source =
      read_source_text(request.data, request, progress,
                       brings_test(request.data) ? FolderPart::test : FolderPart::all);
  if (pipeline.documents) return part_of_documents(pipeline, source, 0, source.text.size());
  return part_of_text(pipeline.tokenizer, source.text, form);
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
