#include "features/token_template.h"

#include "features/tokenizer_error.h"

namespace ingot {
namespace {

using nlohmann::json;

TokenId token_number(const json& value) {
  if (!value.is_number_integer() || value.get<std::int64_t>() < 0 ||
      value.get<std::int64_t>() > 1 << 23)
    throw bad_tokenizer(text("a special token has no number", "特殊标记缺少编号"));
  return value.get<TokenId>();
}

}  // namespace

void TokenTemplate::read_template(const json& values, const Vocabulary& vocabulary) {
  const json& special = value_or_null(values, "special_tokens");
  const auto read = [&](const char* key, std::vector<Part>& parts) {
    const json& list = value_or_null(values, key);
    if (list.is_null()) return;
    parts.clear();
    for (const json& value : list) {
      const json& sequence = value_or_null(value, "Sequence");
      const json& token = value_or_null(value, "SpecialToken");
      const json& described = sequence.is_null() ? token : sequence;
      const json& type = value_or_null(described, "type_id");
      const std::int32_t type_id = type.is_null() ? 0 : token_number(type);
      if (!sequence.is_null()) {
        parts.push_back({kNoToken, text_value(sequence, "id", "A") == "B" ? 1 : 0, type_id});
        continue;
      }
      const std::string name = text_value(token, "id");
      const json& ids = value_or_null(value_or_null(special, name.c_str()), "ids");
      if (ids.is_null()) {
        const TokenId id = vocabulary.find(name);
        if (id == kNoToken)
          throw bad_tokenizer(text("its template names \"{}\", which is no token",
                                   "模板中的 \"{}\" 不是标记", name));
        parts.push_back({id, 0, type_id});
      }
      for (const json& id : ids) parts.push_back({token_number(id), 0, type_id});
    }
  };
  read("single", single_);
  read("pair", pair_);
}

void TokenTemplate::read_bert(const json& values, int seps_between) {
  const auto id = [&](const char* key) {
    const json& named = value_or_null(values, key);
    return token_number(named.is_array() && named.size() == 2 ? named[1] : json());
  };
  const TokenId cls = id("cls"), sep = id("sep");
  const std::int32_t second = seps_between == 1 ? 1 : 0;
  single_ = {{cls, 0, 0}, {kNoToken, 0, 0}, {sep, 0, 0}};
  pair_ = single_;
  if (seps_between == 2) pair_.push_back({sep, 0, 0});
  pair_.push_back({kNoToken, 1, second});
  pair_.push_back({sep, 0, second});
}

TokenTemplate TokenTemplate::from_json(const json& values, const Vocabulary& vocabulary) {
  TokenTemplate result;
  if (values.is_null()) return result;
  const std::string type = text_value(values, "type");
  if (type == "Sequence") {
    for (const json& step : value_or_null(values, "processors"))
      if (text_value(step, "type") != "ByteLevel" && text_value(step, "type") != "Sequence")
        result = from_json(step, vocabulary);
  } else if (type == "TemplateProcessing") {
    result.read_template(values, vocabulary);
  } else if (type == "BertProcessing") {
    result.read_bert(values, 1);
  } else if (type == "RobertaProcessing") {
    result.read_bert(values, 2);
  } else if (type != "ByteLevel") {
    throw unsupported_tokenizer(
        text("post-processor", "后处理步骤"), type,
        {"TemplateProcessing", "BertProcessing", "RobertaProcessing", "ByteLevel", "Sequence"});
  }
  result.values_ = values;
  return result;
}

}  // namespace ingot
