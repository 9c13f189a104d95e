// Which of the many ways of writing numbers and dates a column uses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "features/cells.h"

namespace ingot {

/// How the cells of a column become numbers: not at all, as numbers, or as seconds since 1970.
using Reading = std::variant<std::monostate, NumberFormat, DateFormat>;

[[nodiscard]] std::optional<double> read_cell(std::string_view cell, const Reading& reading);

/// Rows that hold one text.
struct CategoryCount {
  std::string value;
  std::int64_t rows = 0;
  friend bool operator==(const CategoryCount&, const CategoryCount&) = default;
};

/// What a column may be, from its texts.
struct Readings {
  Reading best;
  /// Others that read as many of these texts, such as month before day, by falling preference:
  /// more texts may tell.
  std::vector<Reading> others;
};

inline constexpr double kEnoughRead = 0.95;
/// Texts of a column's own that may stand for missing, such as "unknown".
inline constexpr std::size_t kMostOwnMarks = 3;

/// A reading is found where it reads kEnoughRead of the rows, or half of them while at most
/// kMostOwnMarks other texts remain.
///
/// values   distinct texts in the order in which they came, none missing
/// name     of the column: numbers become unix times only where it speaks of time
[[nodiscard]] Readings find_readings(const std::vector<CategoryCount>& values,
                                     std::string_view name);

/// The share of the rows that `reading` reads.
[[nodiscard]] double share_read(const std::vector<CategoryCount>& values, const Reading& reading);

}  // namespace ingot
