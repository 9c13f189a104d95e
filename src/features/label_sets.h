// Rows that have several labels, or none: what their cells say.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/table.h"

namespace ingot {

/// A column of two values: whether a row has the label of its name.
struct LabelColumn {
  std::string name;
  std::string yes, no;  ///< as clean_label has them
};

/// The labels of a cell such as `red|round`, `red; round` or `["red", "round"]`, each once, without
/// blanks around them.
[[nodiscard]] std::vector<std::string> labels_in(std::string_view cell, char separator);

/// What parts the labels of a column: the first of | ; , that any cell holds; | where none does.
/// errors: missing_column
[[nodiscard]] char find_label_separator(const TableSource& rows, const std::string& column);

/// Which value of each of the columns says yes: 1, yes, true and their like, else the later one.
/// errors: missing_column, bad_target (not two values)
[[nodiscard]] std::vector<LabelColumn> find_label_columns(const TableSource& rows,
                                                          const std::vector<std::string>& names);

/// What parts the labels in the cells of with_joined_labels.
[[nodiscard]] char separator_of(const std::vector<LabelColumn>& columns);

/// The rows with a column `name` in place of the label columns: the names of those that say yes;
/// missing where one of them says neither yes nor no.
///
/// errors    missing_column
[[nodiscard]] std::shared_ptr<const TableSource> with_joined_labels(
    std::shared_ptr<const TableSource> rows, std::vector<LabelColumn> columns, std::string name);

}  // namespace ingot
