// What a column of a table means, and what its cells are like.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/cells.h"
#include "features/reading.h"
#include "ingot/error.h"

namespace ingot {

// GCC 12 takes an enumerator of a scoped enumeration for a shadow of ingot::boolean.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
/// constant   one value, never missing
/// boolean    yes or no, 0 or 1; also one value or none
/// ordinal    few values in an order: small whole numbers, or texts such as low, medium, high
/// category   texts or codes that repeat
/// id         tells rows (or what they belong to) apart
/// text       words
/// empty      no value at all
enum class Meaning : std::uint8_t {
  constant,
  id,
  number,
  money,
  category,
  ordinal,
  boolean,
  date,
  text,
  email,
  phone,
  postal_code,
  url,
  empty
};
#pragma GCC diagnostic pop
[[nodiscard]] std::string_view to_string(Meaning meaning);
/// Nothing where there is none of this name.
[[nodiscard]] std::optional<Meaning> meaning_from_string(std::string_view name);
/// As people call it.
[[nodiscard]] Text in_words(Meaning meaning);

/// Kinds of personal data; empty where none was seen.
enum class Personal : std::uint8_t {
  none,
  name,
  email,
  phone,
  birth_date,
  national_id,
  iban,
  credit_card
};
[[nodiscard]] std::string_view to_string(Personal kind);
[[nodiscard]] Text in_words(Personal kind);

struct ColumnProfile {
  std::string name;
  Meaning meaning = Meaning::empty;
  /// How the cells are read as numbers (number, money; ordinal, boolean and id where they are
  /// numbers) or as dates.
  Reading reading;
  Personal personal = Personal::none;

  std::int64_t rows = 0;
  std::int64_t missing = 0;
  /// Texts that stand for missing here: those of is_missing_mark that occur, and what else stands
  /// beside numbers or dates.
  std::vector<CategoryCount> missing_marks;
  std::int64_t unread = 0;    ///< rows of a number or a date that are neither read nor missing
  std::int64_t distinct = 0;  ///< values
  bool distinct_is_exact = true;

  // Of what was read as a number or a date (seconds since 1970); all 0 and empty where nothing was.
  double min = 0, max = 0, mean = 0, deviation = 0;
  std::vector<double> quantiles;  ///< at 0, 1, ... 100 %
  bool is_integer = false;
  std::int64_t zeros = 0, negatives = 0;
  std::int64_t outliers = 0;  ///< far out, see far_out_rows; about, where distinct is not exact

  // constant, boolean, ordinal, category, postal_code; nothing where they are personal
  std::vector<CategoryCount> values;  ///< most frequent first, at most kMostValues
  std::int64_t other_rows = 0;        ///< with other values
  std::vector<std::string> order;     ///< of an ordinal of texts: all of them, the lowest first

  // Of the texts, in characters.
  double mean_length = 0;
  std::int64_t max_length = 0;
  std::string characters;  ///< scripts, the most frequent first: "latin digits"
  std::vector<Text> warnings;

  static constexpr std::size_t kMostValues = 256;
  /// nullptr where the cells are not read as numbers.
  [[nodiscard]] const NumberFormat* number() const { return std::get_if<NumberFormat>(&reading); }
  [[nodiscard]] const DateFormat* date() const { return std::get_if<DateFormat>(&reading); }
  friend bool operator==(const ColumnProfile&, const ColumnProfile&);
};

/// Whether its values are kept: where they are few, and never those that tell who somebody is, as a
/// profile is passed on.
[[nodiscard]] bool lists_values(const ColumnProfile& column);
/// Whether its numbers or dates are amounts, which rise and fall.
[[nodiscard]] bool is_measured(const ColumnProfile& column);
/// What stands for missing in this column: nothing, a mark that always does, or one of its own.
[[nodiscard]] bool is_missing(const ColumnProfile& column, std::string_view cell);

/// How a value may be written where it is the same: of yes and no in any case, since files write
/// True, true and TRUE; else as it is. Numbers are the same where their size is.
[[nodiscard]] std::vector<std::string> ways_to_write(const ColumnProfile& column,
                                                     const std::string& value);

/// The same for all ways to write a value: its number where the cells are numbers, yes and no in
/// lower case, a postal code that went through a column of numbers (10115.0) without the fraction;
/// any other cell as it is.
///
/// made    holds the result where it is not the cell itself
[[nodiscard]] std::string_view value_key(const ColumnProfile& column, std::string_view cell,
                                         std::string& made);

/// Every field, exactly.
[[nodiscard]] nlohmann::json to_json(const ColumnProfile& column);
/// errors: bad_profile
[[nodiscard]] ColumnProfile column_profile_from_json(const nlohmann::json& written);

}  // namespace ingot
