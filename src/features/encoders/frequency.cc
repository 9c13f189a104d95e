#include <cmath>

#include "features/encoder.h"
#include "features/text_entries.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& /*options*/, const FittingColumn& column) {
  struct Value {
    std::string written;  // as the first row has it
    std::int64_t rows = 0;
  };
  TextMap<Value> found;
  std::string key;
  if (lists_values(column.profile))
    column.for_each_run([&](const TextColumn& cells, std::span<const double>) {
      for (std::int64_t row = 0; row < cells.size(); ++row) {
        const auto cell = present(cells, row, column.profile);
        if (!cell) continue;
        const std::string_view value = value_key(column.profile, *cell, key);
        auto at = found.find(value);
        if (at == found.end()) at = found.emplace(value, Value{std::string(*cell)}).first;
        ++at->second.rows;
      }
    });
  json counts = json::object();
  for (const auto& [value, of] : found)
    if (of.rows > 1) counts[of.written] = of.rows;
  return {{"counts", std::move(counts)}};
}

Encoder load(const json& values, const ColumnProfile& profile) {
  TextMap<float> logs;
  std::string made;
  for (const auto& [value, rows] : values.at("counts").items())
    logs.emplace(value_key(profile, value, made), std::log1p(rows.get<float>()));
  Encoder encoder{.features = {"rows like " + profile.name}, .encode = {}};
  encoder.encode = [=](const CellRun& cells, float* out, std::int64_t stride) {
    std::string key;
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      const auto found = cells[row] ? logs.find(cells.key(row, key)) : logs.end();
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
