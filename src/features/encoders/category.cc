#include "features/encoder.h"
#include "features/text_entries.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& options, const FittingColumn& column) {
  const ColumnProfile& p = column.profile;
  const std::int64_t least = options.value("least_rows", std::int64_t{5});
  const std::size_t most = options.value("most_values", std::size_t{64});
  json values = json::array();
  std::int64_t rare = p.other_rows;
  for (const CategoryCount& value : p.values) {
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
  for (const json& value : values.at("values")) {
    places.emplace(value.get<std::string>(), encoder.features.size());
    encoder.features.push_back(fmt::format("{}={}", profile.name, value.get<std::string>()));
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
  encoder.encode = [=](const CellRun& cells, float* out, std::int64_t stride) {
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      std::fill_n(out, width, 0.0F);
      const auto& cell = cells[row];
      std::optional<std::size_t> place = missing;
      if (cell) {
        const auto found = places.find(*cell);
        place = found == places.end() ? rare : std::optional(found->second);
      }
      if (place) out[*place] = 1;
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_category_encoder() {
  return {.name = "category",
          .doc =
              "One feature for each value, 1 for the cell's own: one-hot. Values of fewer than\n"
              "least_rows (5) training rows, those after the most_values (64) most frequent and\n"
              "such as were never seen share one; a missing cell has one of its own. Where no\n"
              "training row was rare or missing, such cells are all zeros.",
          .fit = fit,
          .load = load};
}

}  // namespace ingot
