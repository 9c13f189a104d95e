#include <algorithm>
#include <cmath>
#include <map>

#include "features/encoder.h"
#include "features/text_entries.h"
#include "features/text_words.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

// Words, pairs of neighbours and, of characters that are words, threes.
std::vector<std::string> grams_of(std::string_view text) {
  const std::vector<std::string> words = words_of_text(text);
  std::vector<std::string> grams = words;
  for (std::size_t i = 1; i < words.size(); ++i) {
    grams.push_back(words[i - 1] + " " + words[i]);
    const auto is_character = [](const std::string& w) {
      return static_cast<unsigned char>(w[0]) >= 0xE3;
    };
    if (i > 1 && is_character(words[i]) && is_character(words[i - 1]) && is_character(words[i - 2]))
      grams.push_back(words[i - 2] + " " + words[i - 1] + " " + words[i]);
  }
  return grams;
}

json fit(const json& options, const FittingColumn& column) {
  constexpr double kCovered = 0.99;
  const auto most_places = options.value("most_places", std::int64_t{384});
  EntryCounts counts;
  std::vector<std::int64_t> sizes;
  column.for_each_run([&](const TextColumn& cells, std::span<const double>) {
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      const auto cell = present(cells, row, column.profile);
      std::vector<std::string> grams = cell ? grams_of(*cell) : std::vector<std::string>{};
      counts.add_row(grams);
      std::ranges::sort(grams);
      sizes.push_back(std::ranges::unique(grams).begin() - grams.begin());
    }
  });
  std::int64_t places = 1;
  if (!sizes.empty()) {
    const auto place = static_cast<std::ptrdiff_t>(kCovered * static_cast<double>(sizes.size()));
    const auto at = sizes.begin() + std::min<std::ptrdiff_t>(place, std::ssize(sizes) - 1);
    std::ranges::nth_element(sizes, at);
    places = std::clamp<std::int64_t>(*at, 1, most_places);
  }
  json grams = json::array(), rarity = json::array();
  for (const EntryCounts::Entry& entry :
       counts.most_frequent(options.value("least_rows", std::int64_t{2}),
                            options.value("grams", std::size_t{60'000}))) {
    grams.push_back(entry.text);
    rarity.push_back(static_cast<float>(1 + std::log(static_cast<double>(1 + counts.rows()) /
                                                     static_cast<double>(1 + entry.rows))));
  }
  return {{"places", places}, {"grams", std::move(grams)}, {"rarity", std::move(rarity)}};
}

Encoder load(const json& values, const ColumnProfile& profile) {
  const std::int64_t places = count_value(values, "places");
  const EntryNumbers vocabulary(values.at("grams").get<std::vector<std::string>>());
  const auto rarity = values.at("rarity").get<std::vector<float>>();
  if (std::ssize(rarity) != vocabulary.size())
    throw bad_pipeline(text("{} grams have {} weights", "{} 个词组有 {} 个权重", vocabulary.size(),
                            rarity.size()));
  Encoder encoder{.features = {}, .num_ids = vocabulary.size() + 1, .encode = {}};
  for (std::int64_t i = 0; i < places; ++i)
    encoder.features.push_back(fmt::format("{} gram {}", profile.name, i + 1));
  for (std::int64_t i = 0; i < places; ++i)
    encoder.features.push_back(fmt::format("{} weight {}", profile.name, i + 1));
  encoder.encode = [=](const CellRun& cells, float* out, std::int64_t stride) {
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      std::fill_n(out, 2 * places, 0.0F);
      const auto& cell = cells[row];
      if (!cell) continue;
      std::map<std::int64_t, int> found;
      for (const std::string& gram : grams_of(*cell))
        if (const auto number = vocabulary.find(gram)) ++found[*number];
      struct Weighted {
        std::int64_t number;
        float weight;
      };
      std::vector<Weighted> weighted;
      for (const auto& [number, count] : found)
        weighted.push_back({number, (1 + std::log(static_cast<float>(count))) *
                                        rarity[static_cast<std::size_t>(number)]});
      std::ranges::stable_sort(weighted, std::ranges::greater{}, &Weighted::weight);
      if (std::ssize(weighted) > places) weighted.resize(static_cast<std::size_t>(places));
      double squares = 0;
      for (const Weighted& w : weighted) squares += static_cast<double>(w.weight) * w.weight;
      const auto scale = static_cast<float>(squares > 0 ? 1 / std::sqrt(squares) : 0);
      for (std::size_t i = 0; i < weighted.size(); ++i) {
        out[i] = static_cast<float>(1 + weighted[i].number);
        out[static_cast<std::size_t>(places) + i] = scale * weighted[i].weight;
      }
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_text_bag_encoder() {
  return {
      .name = "text_bag",
      .doc =
          "Words and pairs of neighbours (of characters that are words also threes) of a text,\n"
          "first their numbers, then their weights (1 + log count) * (1 + log((1 + rows) / (1 +\n"
          "rows with it))), of length 1 together; number 0 weighs 0. Of the `grams` (60000) most\n"
          "frequent of at least `least_rows` (2) training rows; as many places as 99 % of the\n"
          "training texts need, at most `most_places` (384), the largest weights first.\n"
          "Source: Salton and Buckley 1988, Term-weighting approaches in automatic text\n"
          "retrieval.",
      .fit = fit,
      .load = load};
}

}  // namespace ingot
