#include <cmath>

#include "features/encoder.h"
#include "features/text_entries.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& /*options*/, const FittingColumn& column) {
  json counts = json::object();
  for (const CategoryCount& value : column.profile.values) counts[value.value] = value.rows;
  return {{"counts", std::move(counts)}};
}

Encoder load(const json& values, const ColumnProfile& profile) {
  TextMap<float> logs;
  for (const auto& [value, rows] : values.at("counts").items())
    logs.emplace(value, std::log1p(rows.get<float>()));
  Encoder encoder{.features = {"rows like " + profile.name}, .encode = {}};
  encoder.encode = [=](const CellRun& cells, float* out, std::int64_t stride) {
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      const auto& cell = cells[row];
      const auto found = cell ? logs.find(*cell) : logs.end();
      *out = found == logs.end() ? 0.0F : found->second;
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_frequency_encoder() {
  return {.name = "frequency",
          .doc =
              "log(1 + how many training rows have the cell's value), as far as the profile\n"
              "counts them; 0 for others.",
          .fit = fit,
          .load = load};
}

}  // namespace ingot
