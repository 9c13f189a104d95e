// Tables that are read run by run, when the next is asked for.
#pragma once

#include "ingot/table.h"

namespace ingot {

/// One way through the rows of a table.
class RowReader {
 public:
  virtual ~RowReader() = default;
  /// The next rows, at least one; false at the end. `rows` comes with the columns and no rows.
  ///
  /// errors    bad_table with file and line
  [[nodiscard]] virtual bool read(Table& rows) = 0;
};

class PulledTable : public TableSource {
 public:
  [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
  [[nodiscard]] const std::vector<Text>& notes() const override { return notes_; }
  void for_each_run(const std::function<void(const Table& rows)>& body) const override;
  [[nodiscard]] virtual std::unique_ptr<RowReader> reader() const = 0;
  /// No rows of these columns.
  [[nodiscard]] Table no_rows() const { return {names_, std::vector<TextColumn>(names_.size())}; }

 protected:
  std::vector<std::string> names_;
  std::vector<Text> notes_;
};

/// A run ends with the row that makes one of these full.
constexpr std::int64_t kRowsOfRun = 8192;
constexpr std::size_t kBytesOfRun = 4 << 20;

/// The names that columns get: without blanks around them, `column3` for an empty one, `price_2`
/// for the second `price`; `notes` tells what was changed.
[[nodiscard]] std::vector<std::string> column_names(const std::vector<std::string>& found,
                                                    std::vector<Text>& notes);
/// column1 ... columnN
[[nodiscard]] std::vector<std::string> numbered_columns(std::size_t count);

}  // namespace ingot
