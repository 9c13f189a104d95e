#include <cmath>
#include <map>

#include "features/encoder.h"
#include "features/text_entries.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

// The number of a value in a column of numbers: 1 and 1.0 are the same.
std::optional<double> number_of_value(const std::string& value, const ColumnProfile& profile) {
  return profile.number() == nullptr ? std::nullopt : read_cell(value, profile.reading);
}

// The values with their rows, those of one number together.
std::vector<CategoryCount> distinct_values(const ColumnProfile& profile) {
  std::vector<CategoryCount> values;
  std::map<double, std::size_t> places;
  for (const CategoryCount& value : profile.values) {
    if (const auto number = number_of_value(value.value, profile)) {
      const auto [at, is_new] = places.emplace(*number, values.size());
      if (!is_new) {
        values[at->second].rows += value.rows;
        continue;
      }
    }
    values.push_back(value);
  }
  return values;
}

json fit(const json& options, const FittingColumn& column) {
  const ColumnProfile& p = column.profile;
  const std::int64_t least = options.value("least_rows", std::int64_t{5});
  const std::size_t most = options.value("most_values", std::size_t{64});
  json values = json::array();
  std::int64_t rare = p.other_rows;
  for (const CategoryCount& value : distinct_values(p)) {
    if (value.rows >= least && values.size() < most)
      values.push_back(value.value);
    else
      rare += value.rows;
  }
  return {{"values", std::move(values)}, {"rare", rare > 0}, {"missing", p.missing > 0}};
}

Encoder load(const json& values, const ColumnProfile& profile) {
  Encoder encoder{.features = {}, .is_category = true, .encode = {}};
  TextMap<std::size_t> places;
  std::map<double, std::size_t> numbers;
  std::string written;
  for (const json& value : values.at("values")) {
    const auto text = value.get<std::string>();
    places.emplace(value_key(profile, text, written), encoder.features.size());
    if (const auto number = number_of_value(text, profile))
      numbers.emplace(*number, encoder.features.size());
    encoder.features.push_back(fmt::format("{}={}", profile.name, text));
  }
  std::optional<std::size_t> rare, missing;
  if (values.at("rare").get<bool>()) {
    rare = encoder.features.size();
    encoder.features.push_back(profile.name + "=(rare)");
  }
  if (values.at("missing").get<bool>()) {
    missing = encoder.features.size();
    encoder.features.push_back(profile.name + "=(missing)");
  }
  const std::size_t width = encoder.features.size();
  const auto place_of = [rare](const auto& map, const auto& key) {
    const auto found = map.find(key);
    return found == map.end() ? rare : std::optional(found->second);
  };
  encoder.encode = [=, are_numbers = profile.number() != nullptr](const CellRun& cells, float* out,
                                                                  std::int64_t stride) {
    std::string made;
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      std::fill_n(out, width, 0.0F);
      std::optional<std::size_t> place = missing;
      if (const auto& cell = cells[row]; cell && are_numbers) {
        const double number = cells.numbers()[static_cast<std::size_t>(row)];
        place = std::isnan(number) ? rare : place_of(numbers, number);
      } else if (cell) {
        place = place_of(places, cells.key(row, made));
      }
      if (place) out[*place] = 1;
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_category_encoder() {
  return {
      .name = "category",
      .doc =
          "One feature for each value, 1 for the cell's own: one-hot. Numbers are the same\n"
          "value where their size is, yes and no in upper and lower case. Values of fewer than\n"
          "least_rows (5) training rows, those after the most_values (64) most frequent and\n"
          "such as were never seen share one; a missing cell has one of its own. Where no\n"
          "training row was rare or missing, such cells are all zeros.",
      .fit = fit,
      .load = load};
}

}  // namespace ingot
