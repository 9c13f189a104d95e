#include "features/encoder.h"

#include <cmath>
#include <limits>

#include "features/cells.h"
#include "features/transform.h"

namespace ingot {

const EncoderDef& find_encoder(std::string_view name) {
  return find_in_pipeline(encoder_registry(), name,
                          text("there is no encoder \"{}\"", "没有名为 \"{}\" 的编码器", name));
}

std::optional<std::string_view> present(const TextColumn& cells, std::int64_t row,
                                        const ColumnProfile& profile) {
  if (cells.is_missing(row)) return std::nullopt;
  const std::string_view cell = trim_cell(cells[row]);
  if (is_missing(profile, cell)) return std::nullopt;
  return cell;
}

double number_of(const std::optional<std::string_view>& cell, const ColumnProfile& profile) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (!cell) return kNone;
  if (!profile.order.empty()) {
    const auto found = std::ranges::find(profile.order, *cell);
    return found == profile.order.end() ? kNone
                                        : static_cast<double>(found - profile.order.begin());
  }
  return read_cell(*cell, profile.reading).value_or(kNone);
}

double number_in(const TextColumn& cells, std::int64_t row, const ColumnProfile& profile) {
  return number_of(present(cells, row, profile), profile);
}

}  // namespace ingot
