#include <algorithm>
#include <unordered_map>

#include "base/base64.h"
#include "base/utf8.h"
#include "features/split_scanners.h"
#include "features/tokenizer_error.h"
#include "formats/gguf.h"

namespace ingot {
namespace {

using nlohmann::json;

enum class GgufTokenType : std::int64_t {
  normal = 1,
  unknown = 2,
  control = 3,
  user_defined = 4,
  unused = 5,
  byte = 6
};
constexpr const char* kMark = "\u2581";  // what stands for a blank

// What lies under "tokenizer.ggml.".
class GgufVocabulary {
 public:
  explicit GgufVocabulary(const GgufMetadata& metadata) : metadata_(metadata) {
    tokens = need<std::vector<std::string>>("tokens");
    for (const std::string& token : tokens)
      if (!is_utf8(token)) throw bad_tokenizer(text("a token is not UTF-8", "某个标记不是 UTF-8"));
    if (const auto* found = find<std::vector<std::int64_t>>("token_type")) types = *found;
    if (const auto* found = find<std::vector<double>>("scores")) scores = *found;
    if ((!types.empty() && types.size() != tokens.size()) ||
        (!scores.empty() && scores.size() != tokens.size()))
      throw bad_tokenizer(
          text("its tokens, types and scores are not as many", "标记, 类型与分数的数量不一致"));
  }

  template <class T>
  [[nodiscard]] const T* find(const std::string& key) const {
    const auto found = metadata_.values.find("tokenizer.ggml." + key);
    return found == metadata_.values.end() ? nullptr : std::get_if<T>(&found->second);
  }
  template <class T>
  [[nodiscard]] const T& need(const std::string& key) const {
    const T* value = find<T>(key);
    if (!value)
      throw bad_tokenizer(text("it has no \"tokenizer.ggml.{}\" of the right kind",
                               "缺少类型正确的 \"tokenizer.ggml.{}\"", key));
    return *value;
  }
  [[nodiscard]] bool flag(const std::string& key, bool otherwise) const {
    const bool* value = find<bool>(key);
    return value ? *value : otherwise;
  }
  // The text of the token that `key` numbers; empty where there is none.
  [[nodiscard]] std::string named(const std::string& key) const {
    const auto* id = find<std::int64_t>(key + "_token_id");
    return id && *id >= 0 && *id < static_cast<std::int64_t>(tokens.size())
               ? tokens[static_cast<std::size_t>(*id)]
               : "";
  }
  [[nodiscard]] bool is(std::size_t token, GgufTokenType type) const {
    return !types.empty() && types[token] == static_cast<std::int64_t>(type);
  }

  std::vector<std::string> tokens;
  std::vector<std::int64_t> types;
  std::vector<double> scores;

 private:
  const GgufMetadata& metadata_;
};

json vocabulary_of(const std::vector<std::string>& tokens) {
  json vocab = json::object();
  for (std::size_t id = 0; id < tokens.size(); ++id)
    if (!tokens[id].empty()) vocab.emplace(tokens[id], id);
  return vocab;
}

json added_of(const GgufVocabulary& v) {
  json added = json::array();
  for (std::size_t id = 0; id < v.tokens.size(); ++id) {
    const bool is_control = v.is(id, GgufTokenType::control) || v.is(id, GgufTokenType::unknown);
    if ((is_control || v.is(id, GgufTokenType::user_defined)) && !v.tokens[id].empty())
      added.push_back(
          {{"id", id}, {"content", v.tokens[id]}, {"special", is_control}, {"normalized", false}});
  }
  return added;
}

json template_of(const std::string& before, const std::string& after) {
  if (before.empty() && after.empty()) return nullptr;
  const auto special = [](const std::string& token, int type) {
    return json{{"SpecialToken", {{"id", token}, {"type_id", type}}}};
  };
  json single = json::array(), pair = json::array();
  const auto add = [&](json& parts, const char* sequence, int type) {
    if (!before.empty() && type == 0) parts.push_back(special(before, type));
    parts.push_back({{"Sequence", {{"id", sequence}, {"type_id", type}}}});
    if (!after.empty()) parts.push_back(special(after, type));
  };
  add(single, "A", 0);
  add(pair, "A", 0);
  add(pair, "B", 1);
  return {{"type", "TemplateProcessing"}, {"single", single}, {"pair", pair}};
}

json in_sequence(const char* of, json steps) {
  return {{"type", "Sequence"}, {of, std::move(steps)}};
}
json byte_level(bool splits) {
  return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", splits}};
}
json split_by(const char* regex) {
  return {{"type", "Split"}, {"pattern", {{"Regex", regex}}}, {"behavior", "Isolated"}};
}

// source    the names that llama.cpp's converter gives to the splitters of the models it knows
json pre_tokenizer_of(const std::string& name) {
  const auto is_one_of = [&](std::initializer_list<const char*> names) {
    return std::ranges::any_of(names, [&](const char* n) { return name == n; });
  };
  if (is_one_of({"gpt-2", "phi-2", "mpt", "olmo", "jais", "roberta-bpe", "jina-es", "jina-de",
                 "jina-v2-es", "jina-v2-de", "jina-v2-code", "trillion", "exaone4"}))
    return byte_level(true);
  const json digits{{"type", "Digits"}, {"individual_digits", true}};
  if (is_one_of(
          {"starcoder", "refact", "command-r", "smollm", "codeshell", "exaone", "minerva-7b"}))
    return in_sequence("pretokenizers", {digits, byte_level(true)});
  if (is_one_of({"llama-bpe", "llama3", "llama-v3", "dbrx", "smaug-bpe", "falcon3", "pixtral"}))
    return in_sequence("pretokenizers", {split_by(kLlama3Pattern), byte_level(false)});
  if (is_one_of({"qwen2", "stablelm2", "deepseek-r1-qwen", "megrez"}))
    return in_sequence("pretokenizers", {split_by(kQwen2Pattern), byte_level(false)});
  if (name == "falcon")
    return in_sequence("pretokenizers", {split_by(R"([\p{P}\$\+<=>\^~\|`]+)"), byte_level(true),
                                         split_by("[0-9][0-9][0-9]")});
  if (name == "default" || name.empty())
    return in_sequence("pretokenizers", {split_by(R"([\p{P}\$\+<=>\^~\|]+)"), byte_level(true),
                                         split_by(R"(\p{N}+)"), split_by("[0-9][0-9][0-9]")});
  throw unsupported_tokenizer(
      text("splitter", "预切分器"), name,
      {"gpt-2", "llama-bpe", "qwen2", "starcoder", "falcon", "command-r", "smollm", "default"});
}

json gpt2_values(const GgufVocabulary& v) {
  const std::string* pre = v.find<std::string>("pre");
  const bool is_llama3 = pre && (*pre == "llama-bpe" || *pre == "llama3" || *pre == "llama-v3");
  return {{"pre_tokenizer", pre_tokenizer_of(pre ? *pre : "")},
          {"decoder", {{"type", "ByteLevel"}}},
          {"model",
           {{"type", "BPE"},
            {"ignore_merges", is_llama3},
            {"vocab", vocabulary_of(v.tokens)},
            {"merges", v.need<std::vector<std::string>>("merges")}}}};
}

// SentencePiece's byte-pair encoding joins the neighbours whose text is the token of the highest
// score: as merges, each cut of a token into two tokens has the rank of its score.
void add_merges(const GgufVocabulary& v, json& model) {
  std::unordered_map<std::string_view, std::size_t> ids;
  for (std::size_t id = 0; id < v.tokens.size(); ++id) ids.emplace(v.tokens[id], id);
  std::vector<std::size_t> order(v.tokens.size());
  for (std::size_t id = 0; id < order.size(); ++id) order[id] = id;
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return v.scores[a] > v.scores[b]; });
  json merges = json::array(), ranks = json::array();
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && v.scores[order[i]] != v.scores[order[i - 1]]) ++rank;
    const std::string_view token = v.tokens[order[i]];
    if (token.empty() || ids.at(token) != order[i] || v.is(order[i], GgufTokenType::byte)) continue;
    for (std::size_t cut = character_at(token, 0).size_bytes; cut < token.size();
         cut += character_at(token, cut).size_bytes) {
      const std::string_view left = token.substr(0, cut), right = token.substr(cut);
      if (!ids.contains(left) || !ids.contains(right)) continue;
      merges.push_back({left, right});
      ranks.push_back(rank);
    }
  }
  model["merges"] = std::move(merges);
  model["ranks"] = std::move(ranks);
}

json blank_decoder(bool has_prefix) {
  json steps{{{"type", "Replace"}, {"pattern", {{"String", kMark}}}, {"content", " "}},
             {{"type", "ByteFallback"}},
             {{"type", "Fuse"}}};
  if (has_prefix) steps.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
  return in_sequence("decoders", std::move(steps));
}

json llama_values(const GgufVocabulary& v) {
  if (v.scores.empty()) throw bad_tokenizer(text("it has no scores", "缺少分数"));
  const bool has_prefix = v.flag("add_space_prefix", true);
  json steps = json::array();
  if (has_prefix) steps.push_back({{"type", "Prepend"}, {"prepend", kMark}});
  steps.push_back({{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", kMark}});
  json model{{"type", "BPE"},
             {"byte_fallback", true},
             {"fuse_unk", true},
             {"vocab", vocabulary_of(v.tokens)}};
  const std::string unknown = v.named("unknown");
  if (!unknown.empty()) model["unk_token"] = unknown;
  add_merges(v, model);
  return {{"normalizer", in_sequence("normalizers", std::move(steps))},
          {"decoder", blank_decoder(has_prefix)},
          {"model", std::move(model)}};
}

json t5_values(const GgufVocabulary& v) {
  if (v.scores.empty()) throw bad_tokenizer(text("it has no scores", "缺少分数"));
  json normalizers = json::array();
  if (const auto* map = v.find<std::vector<std::int64_t>>("precompiled_charsmap")) {
    std::string bytes;
    for (const std::int64_t byte : *map) bytes += static_cast<char>(byte);
    normalizers.push_back(
        {{"type", "Precompiled"}, {"precompiled_charsmap", encode_base64(bytes)}});
  }
  if (v.flag("remove_extra_whitespaces", false)) {
    normalizers.push_back({{"type", "Strip"}});
    normalizers.push_back(
        {{"type", "Replace"}, {"pattern", {{"Regex", " {2,}"}}}, {"content", " "}});
  }
  json vocab = json::array();
  for (std::size_t id = 0; id < v.tokens.size(); ++id)
    vocab.push_back({v.tokens[id], v.scores[id]});
  const bool has_prefix = v.flag("add_space_prefix", true);
  json model{{"type", "Unigram"}, {"vocab", std::move(vocab)}};
  if (const auto* unknown = v.find<std::int64_t>("unknown_token_id")) model["unk_id"] = *unknown;
  return {{"normalizer", in_sequence("normalizers", std::move(normalizers))},
          {"pre_tokenizer",
           {{"type", "Metaspace"}, {"prepend_scheme", has_prefix ? "always" : "never"}}},
          {"decoder", blank_decoder(has_prefix)},
          {"model", std::move(model)}};
}

// Tokens that begin a word are written with a mark there, instead of "##" before those within one.
json bert_values(GgufVocabulary& v) {
  for (std::size_t id = 0; id < v.tokens.size(); ++id) {
    std::string& token = v.tokens[id];
    const bool is_sign = token.size() > 2 && token.starts_with('[') && token.ends_with(']');
    if (token.starts_with(kMark))
      token.erase(0, std::string_view(kMark).size());
    else if (!is_sign && !v.is(id, GgufTokenType::control) && !v.is(id, GgufTokenType::unknown) &&
             !token.empty())
      token.insert(0, "##");
  }
  json values = find_tokenizer("wordpiece").parts();
  values.erase("special");
  values.erase("post_processor");
  const std::string unknown = v.named("unknown");
  values["model"] = {{"type", "WordPiece"},
                     {"unk_token", unknown.empty() ? "[UNK]" : unknown},
                     {"vocab", vocabulary_of(v.tokens)}};
  return values;
}

void name_special(const GgufVocabulary& v, json& values) {
  json special = json::object();
  for (const auto& [role, key] :
       std::initializer_list<std::pair<const char*, const char*>>{{"bos", "bos"},
                                                                  {"eos", "eos"},
                                                                  {"pad", "padding"},
                                                                  {"unk", "unknown"},
                                                                  {"mask", "mask"},
                                                                  {"cls", "cls"},
                                                                  {"sep", "seperator"}}) {  // sic
    const std::string token = v.named(key);
    if (!token.empty()) special[role] = token;
  }
  if (!special.contains("sep") && !v.named("separator").empty())
    special["sep"] = v.named("separator");
  values["special_tokens"] = std::move(special);
}

}  // namespace

Tokenizer gguf_tokenizer(const GgufMetadata& metadata) {
  GgufVocabulary v(metadata);
  const auto& model = v.need<std::string>("model");
  json values;
  if (model == "gpt2")
    values = gpt2_values(v);
  else if (model == "llama")
    values = llama_values(v);
  else if (model == "bert")
    values = bert_values(v);
  else if (model == "t5")
    values = t5_values(v);
  else
    throw unsupported_tokenizer(text("model", "模型"), model, {"gpt2", "llama", "bert", "t5"});
  name_special(v, values);
  const json& special = values["special_tokens"];
  const auto token = [&](const char* role) { return special.value(role, std::string()); };
  if (model == "bert")
    values["post_processor"] = template_of(token("cls"), token("sep"));
  else
    values["post_processor"] =
        template_of(v.flag("add_bos_token", model == "llama") ? token("bos") : "",
                    v.flag("add_eos_token", model == "t5") ? token("eos") : "");
  values["added_tokens"] = added_of(v);
  return Tokenizer::from_json(values);
}

Tokenizer load_gguf_tokenizer(const std::filesystem::path& path) {
  const GgufMetadata metadata = load_gguf(path);
  try {
    return gguf_tokenizer(metadata);
  } catch (Error& e) {
    throw std::move(e).where({path.string(), path.string()});
  }
}

}  // namespace ingot
