// Tokens and their tags as JSON Lines.
#include <nlohmann/json.hpp>
#include <optional>

#include "base/trim.h"
#include "data/table_error.h"
#include "data/tagged_text.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr const char* kTokens = "tokens";
constexpr const char* kTagNames[] = {"tags", "ner_tags", "pos_tags", "labels"};

// Texts, or numbers as they are written.
std::optional<std::vector<std::string>> list_of(const json& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> list;
  for (const json& one : value) {
    if (one.is_string())
      list.push_back(one.get<std::string>());
    else if (one.is_number_integer())
      list.push_back(one.dump());
    else
      return std::nullopt;
  }
  return list;
}

std::string tag_member(const json& object, const TaggedTextOptions& options) {
  if (!options.target.empty()) return options.target;
  for (const char* name : kTagNames)
    if (object.contains(name)) return name;
  return kTagNames[0];
}

// What is wrong with the line; nothing where it is a sentence.
std::optional<Text> read_sentence(std::string_view line, const TaggedTextOptions& options,
                                  TaggedSentence& sentence) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return text("this is no JSON object", "不是 JSON 对象");
  const auto read = [&](const std::string& name,
                        std::vector<std::string>& list) -> std::optional<Text> {
    if (!object.contains(name)) return text("there is no \"{}\"", "没有“{}”", name);
    auto values = list_of(object[name]);
    if (!values) return text("\"{}\" is no list of texts", "“{}”不是文本列表", name);
    list = std::move(*values);
    return std::nullopt;
  };
  if (const auto wrong = read(kTokens, sentence.tokens)) return wrong;
  for (const std::string& token : sentence.tokens)
    if (without_blanks(token).empty()) return text("a token is empty", "有词元为空");
  const std::string tags = tag_member(object, options);
  if (!options.needs_tags && !object.contains(tags)) return std::nullopt;
  if (const auto wrong = read(tags, sentence.tags)) return wrong;
  if (sentence.tags.size() != sentence.tokens.size())
    return text("{} tokens and {} tags", "{} 个词元，{} 个标签", sentence.tokens.size(),
                sentence.tags.size());
  for (const std::string& tag : sentence.tags)
    if (tag.empty()) return text("a tag is empty", "有标签为空");
  return std::nullopt;
}

}  // namespace

TaggedText parse_tag_json(std::string_view text_of_file, const std::string& file,
                          const TaggedTextOptions& options) {
  const Text expected =
      text("{{\"tokens\": [\"Anna\", \"sleeps\"], \"tags\": [\"B-PER\", \"O\"]}} on each line",
           "每行形如 {{\"tokens\": [\"Anna\", \"sleeps\"], \"tags\": [\"B-PER\", \"O\"]}}");
  TaggedText read;
  for_each_line(text_of_file, [&](std::string_view line, std::int64_t number) {
    if (without_blanks(line).empty()) return;
    TaggedSentence sentence;
    if (const auto wrong = read_sentence(line, options, sentence))
      throw bad_table(file, number, *wrong)
          .expected(expected)
          .fix(text("mend the line; --target names the tags", "请修改该行；--target 指定标签"));
    if (!sentence.tokens.empty()) read.sentences.push_back(std::move(sentence));
  });
  if (read.sentences.empty())
    throw Error("no_rows", text("{} holds no sentence", "{} 中没有句子", file)).expected(expected);
  return read;
}

}  // namespace ingot
