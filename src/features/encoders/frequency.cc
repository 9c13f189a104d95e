#include <cmath>

#include "features/encoder.h"
#include "features/text_entries.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& /*options*/, const FittingColumn& column) {
  TextMap<std::int64_t> rows;
  if (lists_values(column.profile))
    column.for_each_run([&](const TextColumn& cells, std::span<const double>) {
      for (std::int64_t row = 0; row < cells.size(); ++row) {
        const auto cell = present(cells, row, column.profile);
        if (!cell) continue;
        const auto found = rows.find(*cell);
        if (found == rows.end())
          rows.emplace(*cell, 1);
        else
          ++found->second;
      }
    });
  json counts = json::object();
  for (const auto& [value, count] : rows)
    if (count > 1) counts[value] = count;
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
              "log(1 + how many training rows have the cell's value); 0 where fewer than two\n"
              "have it, and of what tells who somebody is.",
          .fit = fit,
          .load = load};
}

}  // namespace ingot
