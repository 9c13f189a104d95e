#include "features/tag_pipeline.h"

#include <set>

#include "features/word_signs.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr int kTagFormat = 1;
constexpr std::int32_t kUnknown = 1, kFirstEntry = 2;
constexpr std::int64_t kMostTagPlaces = 128;

Error bad_values(const Text& what) {
  return Error("bad_pipeline", {"pipeline.json: " + what.en, "pipeline.json: " + what.zh});
}

// Of one sign: for words those of enough sentences, else those that enough different words have.
std::vector<std::string> entries_of(const char* sign, const std::vector<TaggedSentence>& train,
                                    const std::set<std::string>& words,
                                    const TagPipelineOptions& options) {
  EntryCounts counts;
  if (std::string_view(sign) == kWordSigns.front()) {
    for (const TaggedSentence& sentence : train) {
      std::vector<std::string> found;
      for (const std::string& token : sentence.tokens) found.push_back(word_sign(sign, token));
      counts.add_row(found);
    }
  } else {
    for (const std::string& word : words) counts.add_row({word_sign(sign, word)});
  }
  std::vector<std::string> entries;
  for (EntryCounts::Entry& entry : counts.most_frequent(options.least_rows, options.most_words))
    entries.push_back(std::move(entry.text));
  return entries;
}

}  // namespace

void TagPipeline::add_sign(std::string name, std::vector<std::string> entries) {
  EntryNumbers numbers(entries);
  signs_.push_back({std::move(name), std::move(entries), std::move(numbers)});
}

TagPipeline TagPipeline::fit(const std::vector<TaggedSentence>& train,
                             std::vector<std::string> tags, TagForm form,
                             const TagPipelineOptions& options) {
  TagPipeline pipeline;
  pipeline.tags_ = std::move(tags);
  pipeline.scheme_ = TagScheme(form, pipeline.tags_);
  pipeline.tokenizer_ = options.tokenizer;
  if (options.tokenizer) {
    pipeline.padded_ = padded_tokens(*options.tokenizer);
  } else {
    std::set<std::string> words;
    for (const TaggedSentence& sentence : train)
      words.insert(sentence.tokens.begin(), sentence.tokens.end());
    // Where tokens are single characters, their other signs say nothing more.
    const bool is_longer = std::ranges::any_of(words, [](const std::string& word) {
      return word_sign("ending", word) != word_sign("beginning", word) || word.size() > 4;
    });
    for (const char* sign : kWordSigns)
      if (sign == kWordSigns.front() || is_longer)
        pipeline.add_sign(sign, entries_of(sign, train, words, options));
  }
  pipeline.length_ = options.length;
  if (pipeline.length_ == 0) {
    std::vector<std::int32_t> ids;
    for (const TaggedSentence& sentence : train) {
      ids.clear();
      for (std::size_t i = 0; i < sentence.tokens.size(); ++i)
        pipeline.append_ids(sentence, i, ids);
      const auto places = std::ssize(ids) / std::ssize(pipeline.num_ids());
      pipeline.length_ = std::clamp(places, pipeline.length_, kMostTagPlaces);
    }
  }
  return pipeline;
}

TagPipeline TagPipeline::with_tags(std::vector<std::string> tags, TagForm form) const {
  TagPipeline pipeline = *this;
  pipeline.tags_ = std::move(tags);
  pipeline.scheme_ = TagScheme(form, pipeline.tags_);
  return pipeline;
}

json TagPipeline::to_json() const {
  json values = {{"format", kTagFormat},
                 {"input", {{"kind", "tokens"}}},
                 {"length", length_},
                 {"tags", tags_},
                 {"form", to_string(scheme_.form())}};
  if (tokenizer_) {
    values["tokenizer"] = tokenizer_->to_json();
    return values;
  }
  values["signs"] = json::array();
  for (const Sign& sign : signs_)
    values["signs"].push_back({{"name", sign.name}, {"entries", sign.entries}});
  return values;
}

TagPipeline TagPipeline::from_json(const json& values) {
  try {
    if (values.at("format").get<int>() > kTagFormat)
      throw Error("newer_product", text("the pipeline has a newer format", "流水线的格式较新"))
          .fix(text("use a newer Ingot", "请使用更新版本的 Ingot"));
    if (values.at("input").at("kind") != "tokens")
      throw Error("other_input", text("the product does not tag tokens", "该产品不标注词元"));
    TagPipeline pipeline;
    pipeline.tags_ = values.at("tags").get<std::vector<std::string>>();
    pipeline.scheme_ = TagScheme(tag_form(values.at("form").get<std::string>()), pipeline.tags_);
    pipeline.length_ = values.at("length").get<std::int64_t>();
    constexpr std::int64_t kLongest = 1 << 20;
    if (pipeline.tags_.empty() || pipeline.length_ < 1 || pipeline.length_ > kLongest)
      throw bad_values(text("{} tags, rows of {}", "{} 个标签，行长 {}", pipeline.tags_.size(),
                            pipeline.length_));
    if (values.contains("tokenizer")) {
      pipeline.tokenizer_ =
          std::make_shared<const Tokenizer>(Tokenizer::from_json(values["tokenizer"]));
      pipeline.padded_ = padded_tokens(*pipeline.tokenizer_);
      return pipeline;
    }
    for (const json& sign : values.at("signs")) {
      const auto name = sign.at("name").get<std::string>();
      if (std::ranges::find(kWordSigns, name) == kWordSigns.end())
        throw bad_values(text("there is no sign \"{}\"", "没有特征“{}”", name));
      pipeline.add_sign(name, sign.at("entries").get<std::vector<std::string>>());
    }
    if (pipeline.signs_.empty()) throw bad_values(text("no signs", "没有特征"));
    return pipeline;
  } catch (const json::exception& e) {
    throw bad_values(text("{}", "{}", e.what()));
  }
}

std::vector<std::int64_t> TagPipeline::num_ids() const {
  if (tokenizer_) return {padded_.count};
  std::vector<std::int64_t> counts;
  for (const Sign& sign : signs_) counts.push_back(kFirstEntry + sign.numbers.size());
  return counts;
}

std::vector<TokenId> TagPipeline::pieces_of(const TaggedSentence& sentence, std::size_t at) const {
  std::vector<TokenId> pieces = tokenizer_->encode(sentence.tokens[at]);
  if (at == 0) return pieces;
  // Where the blank would be a piece of its own, the tokeniser's texts need not have one there.
  std::vector<TokenId> behind_blank = tokenizer_->encode(" " + sentence.tokens[at]);
  return behind_blank.size() <= pieces.size() ? behind_blank : pieces;
}

void TagPipeline::append_ids(const TaggedSentence& sentence, std::size_t at,
                             std::vector<std::int32_t>& ids) const {
  if (tokenizer_) {
    const std::vector<TokenId> pieces = pieces_of(sentence, at);
    for (const TokenId piece : pieces)
      ids.push_back(static_cast<std::int32_t>(piece + padded_.shift));
    // What the tokeniser drops is hidden.
    if (pieces.empty()) ids.push_back(static_cast<std::int32_t>(padded_.mask));
    return;
  }
  for (const Sign& sign : signs_) {
    const auto found = sign.numbers.find(word_sign(sign.name, sentence.tokens[at]));
    ids.push_back(found ? kFirstEntry + static_cast<std::int32_t>(*found) : kUnknown);
  }
}

TagRows TagPipeline::encode(const std::vector<TaggedSentence>& sentences) const {
  const std::int64_t signs = std::ssize(num_ids());
  TagRows rows;
  std::vector<std::int32_t> ids;
  for (const TaggedSentence& sentence : sentences) {
    for (std::size_t i = 0; i < sentence.tokens.size(); ++i) {
      ids.clear();
      append_ids(sentence, i, ids);
      // Of a token that is longer than a row the first pieces are kept.
      const std::int64_t places = std::min(std::ssize(ids) / signs, length_),
                         at = std::ssize(rows.ids) / signs;
      if (at + places - rows.starts.back() > length_) rows.starts.push_back(at);
      rows.places.push_back(at);
      rows.ids.insert(rows.ids.end(), ids.begin(), ids.begin() + places * signs);
    }
    if (!sentence.tokens.empty()) rows.starts.push_back(std::ssize(rows.ids) / signs);
  }
  return rows;
}

}  // namespace ingot
