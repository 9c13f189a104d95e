#include "features/encoder.h"

#include <cmath>
#include <limits>

#include "base/near_name.h"
#include "features/cells.h"

namespace ingot {

const EncoderDef& find_encoder(std::string_view name) {
  std::vector<std::string> names;
  for (const EncoderDef& encoder : encoder_registry()) {
    if (encoder.name == name) return encoder;
    names.push_back(encoder.name);
  }
  Error error("unknown_transform",
              text("there is no encoder \"{}\"", "没有名为 \"{}\" 的编码器", name));
  const std::string near = near_name(name, names);
  throw std::move(error)
      .expected(text("one of {}", "{} 之一", fmt::join(names, " ")))
      .fix(near.empty() ? text("use the version of Ingot that wrote the pipeline",
                               "请使用写出该流水线的 Ingot 版本")
                        : text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
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
