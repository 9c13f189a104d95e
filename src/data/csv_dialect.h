// How a CSV file is written, from its beginning.
#pragma once

#include <optional>

#include "data/csv_records.h"

namespace ingot {

/// What is known of a CSV file before it is read.
struct CsvLayout {
  CsvDialect dialect;
  std::size_t skipped = 0;  ///< records before the table begins: a title, counts
  bool has_header = true;
  std::vector<std::string> columns = {};
  std::vector<Text> notes = {};  ///< what was guessed, for people
};

struct CsvHints {
  std::optional<char> separator = {};
  std::optional<bool> has_header = {};
};

/// Guesses from the first MiB or so of the text.
///
/// separator   of `,` `;` tab and `|` the one that gives most records equally many cells; where
///             several do, the one that leaves most cells numbers
/// quotes      unless they hide lines or cannot be read, and all is regular without them
/// blanks      are skipped where nearly every separator has one behind it
/// header      each column votes: a word above numbers, or above few kinds of words that it is not
///             one of, is a name; a number above numbers, or a word that comes again, is a value
///
/// errors      bad_table: empty, or with quotes that cannot be read either way
[[nodiscard]] CsvLayout guess_csv_layout(std::string_view beginning, bool is_whole,
                                         const std::string& name, const CsvHints& hints = {});

}  // namespace ingot
