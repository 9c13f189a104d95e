#include <algorithm>

#include "features/encoder.h"
#include "features/padded_tokens.h"
#include "features/text_entries.h"
#include "features/text_hash.h"
#include "features/text_words.h"
#include "features/train_tokenizer.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::int64_t kPadding = 0, kUnknown = 1, kFirstWord = 2;

// Words by their numbers, 2 and up.
class Words {
 public:
  explicit Words(const json& values)
      : numbers_(values.at("words").get<std::vector<std::string>>()) {}
  [[nodiscard]] std::int64_t count() const { return kFirstWord + numbers_.size(); }
  [[nodiscard]] std::vector<std::int64_t> operator()(std::string_view text) const {
    std::vector<std::int64_t> ids;
    for (const std::string& word : words_of_text(text)) {
      const auto found = numbers_.find(word);
      ids.push_back(found ? kFirstWord + *found : kUnknown);
    }
    return ids;
  }

 private:
  EntryNumbers numbers_;
};

class Pieces {
 public:
  explicit Pieces(const json& tokenizer)
      : tokenizer_(Tokenizer::from_json(tokenizer)), padded_(padded_tokens(tokenizer_)) {}
  [[nodiscard]] std::int64_t count() const { return padded_.count; }
  [[nodiscard]] std::vector<std::int64_t> operator()(std::string_view text) const {
    std::vector<std::int64_t> ids;
    for (const TokenId id : tokenizer_.encode(text)) ids.push_back(id + padded_.shift);
    return ids;
  }

 private:
  Tokenizer tokenizer_;
  PaddedTokens padded_;
};

// Texts of the training rows that are there.
void for_each_text(const FittingColumn& column, const std::function<void(std::string_view)>& body) {
  column.for_each_run([&](const TextColumn& cells, std::span<const double>) {
    for (std::int64_t row = 0; row < cells.size(); ++row)
      if (const auto cell = present(cells, row, column.profile)) body(*cell);
  });
}

// Of at least 95 % of the texts.
std::int64_t covering_length(const json& options, std::vector<std::int64_t> lengths) {
  constexpr double kCovered = 0.95;
  if (lengths.empty()) return 1;
  const auto place = static_cast<std::ptrdiff_t>(kCovered * static_cast<double>(lengths.size()));
  const auto at = lengths.begin() + std::min<std::ptrdiff_t>(place, std::ssize(lengths) - 1);
  std::ranges::nth_element(lengths, at);
  return std::clamp<std::int64_t>(*at, 1, options.value("most_length", std::int64_t{128}));
}

// How many tokens are read, and how many training texts have more.
json length_and_cut(std::int64_t length, const std::vector<std::int64_t>& lengths) {
  return {{"length", length},
          {"cut", std::ranges::count_if(lengths, [&](std::int64_t l) { return l > length; })}};
}

json fit_words(const json& options, const FittingColumn& column) {
  EntryCounts counts;
  std::vector<std::int64_t> lengths;
  for_each_text(column, [&](std::string_view text) {
    const std::vector<std::string> found = words_of_text(text);
    counts.add_row(found);
    lengths.push_back(std::ssize(found));
  });
  json words = json::array();
  for (const EntryCounts::Entry& entry :
       counts.most_frequent(options.value("least_rows", std::int64_t{2}),
                            options.value("words", std::size_t{20'000})))
    words.push_back(entry.text);
  json values = length_and_cut(covering_length(options, lengths), lengths);
  values["words"] = std::move(words);
  return values;
}

json fit_pieces(const json& options, const FittingColumn& column, json tokenizer) {
  if (tokenizer.is_string()) {
    TokenizerTraining training{.tokenizer = tokenizer.get<std::string>()};
    training.vocabulary.size = options.value("vocabulary", std::int64_t{8192});
    training.vocabulary.least_count = 2;
    training.normalizer = options.value("normalizer", "");
    tokenizer =
        train_tokenizer(
            [&](const std::function<void(std::string_view)>& body) { for_each_text(column, body); },
            training)
            .to_json();
  }
  const Pieces pieces(tokenizer);
  std::vector<std::int64_t> lengths;
  for_each_text(column,
                [&](std::string_view text) { lengths.push_back(std::ssize(pieces(text))); });
  const std::int64_t given = options.value("length", std::int64_t{0});
  json values = length_and_cut(given > 0 ? given : covering_length(options, lengths), lengths);
  values["tokenizer"] = std::move(tokenizer);
  return values;
}

json fit(const json& options, const FittingColumn& column) {
  if (!options.contains("tokenizer")) return fit_words(options, column);
  return fit_pieces(options, column, options["tokenizer"]);
}

template <class Ids>
Encoder encoder_of(Ids ids, std::int64_t length, const ColumnProfile& profile) {
  Encoder encoder{.features = {}, .num_ids = ids.count(), .encode = {}};
  for (std::int64_t i = 0; i < length; ++i)
    encoder.features.push_back(fmt::format("{} word {}", profile.name, i + 1));
  encoder.encode = [ids = std::make_shared<const Ids>(std::move(ids)), length, profile](
                       const CellRun& cells, float* out, std::int64_t stride) {
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      std::fill_n(out, length, static_cast<float>(kPadding));
      const auto& cell = cells[row];
      if (!cell) continue;
      const std::vector<std::int64_t> found = (*ids)(*cell);
      for (std::int64_t i = 0; i < std::min(length, std::ssize(found)); ++i)
        out[i] = static_cast<float>(found[static_cast<std::size_t>(i)]);
    }
  };
  return encoder;
}

Encoder load(const json& values, const ColumnProfile& profile) {
  const std::int64_t length = count_value(values, "length");
  Encoder encoder = values.contains("tokenizer")
                        ? encoder_of(Pieces(values.at("tokenizer")), length, profile)
                        : encoder_of(Words(values), length, profile);
  encoder.vocabulary = hash_text(values.value("tokenizer", values.value("words", json())).dump());
  return encoder;
}

}  // namespace

EncoderDef define_text_tokens_encoder() {
  return {
      .name = "text_tokens",
      .doc =
          "The numbers of a text's words in their order: 0 where the text has ended, 1 for words\n"
          "that are not among the `words` (20000) most frequent of at least `least_rows` (2)\n"
          "training rows. As long as 95 % of the training texts, at most `most_length` (128)\n"
          "words; what is longer is cut off. Characters of languages without blanks are words.\n"
          "With a `tokenizer`, a name or the values of a tokenizer.json, the tokens that it makes; "
          "one\n"
          "that is named is trained on the texts, for `vocabulary` (8192) tokens. `length` fixes "
          "how\n"
          "many.",
      .fit = fit,
      .load = load};
}

}  // namespace ingot
