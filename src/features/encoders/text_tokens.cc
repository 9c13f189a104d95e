#include <algorithm>

#include "features/encoder.h"
#include "features/text_entries.h"
#include "features/text_words.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr std::int64_t kPadding = 0, kUnknown = 1, kFirstWord = 2;

json fit(const json& options, const FittingColumn& column) {
  constexpr double kCovered = 0.95;
  const std::int64_t most_length = options.value("most_length", std::int64_t{128});
  EntryCounts counts;
  std::vector<std::int64_t> lengths;
  column.for_each_run([&](const TextColumn& cells, std::span<const double>) {
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      const auto cell = present(cells, row, column.profile);
      const std::vector<std::string> words =
          cell ? words_of_text(*cell) : std::vector<std::string>{};
      counts.add_row(words);
      lengths.push_back(std::ssize(words));
    }
  });
  std::int64_t length = 1;
  if (!lengths.empty()) {
    const auto place = static_cast<std::ptrdiff_t>(kCovered * static_cast<double>(lengths.size()));
    const auto at = lengths.begin() + std::min<std::ptrdiff_t>(place, std::ssize(lengths) - 1);
    std::ranges::nth_element(lengths, at);
    length = std::clamp<std::int64_t>(*at, 1, most_length);
  }
  json words = json::array();
  for (const EntryCounts::Entry& entry :
       counts.most_frequent(options.value("least_rows", std::int64_t{2}),
                            options.value("words", std::size_t{20'000})))
    words.push_back(entry.text);
  return {{"length", length}, {"words", std::move(words)}};
}

Encoder load(const json& values, const ColumnProfile& profile) {
  const std::int64_t length = count_value(values, "length");
  const EntryNumbers words(values.at("words").get<std::vector<std::string>>());
  Encoder encoder{.features = {}, .num_ids = kFirstWord + words.size(), .encode = {}};
  for (std::int64_t i = 0; i < length; ++i)
    encoder.features.push_back(fmt::format("{} word {}", profile.name, i + 1));
  encoder.encode = [=](const TextColumn& cells, float* out, std::int64_t stride) {
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      std::fill_n(out, length, static_cast<float>(kPadding));
      const auto cell = present(cells, row, profile);
      if (!cell) continue;
      float* place = out;
      for (const std::string& word : words_of_text(*cell)) {
        if (place == out + length) break;
        const auto found = words.find(word);
        *place++ = static_cast<float>(found ? kFirstWord + *found : kUnknown);
      }
    }
  };
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
          "words; what is longer is cut off. Characters of languages without blanks are words.",
      .fit = fit,
      .load = load};
}

}  // namespace ingot
