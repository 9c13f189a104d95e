// The derivation record: every fact about one way to make a column out of two others, and the
// columns that a table gets that way.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "features/cell_run.h"
#include "features/column_profile.h"
#include "features/table_profile.h"
#include "ingot/table.h"

namespace ingot {

/// Two columns of the same rows.
struct ColumnPair {
  const CellRun &a, &b;
  const ColumnProfile &a_profile, &b_profile;
};

struct DerivationDef {
  std::string name;
  std::string doc;             ///< what it says of a row
  std::string sign;            ///< between the names of the two columns: "a / b"
  bool is_symmetric = false;   ///< it says as much with the columns the other way round
  bool is_of_numbers = false;  ///< of numbers or dates; else of values
  /// Whether dates have it.
  bool takes_dates = false;
  /// Appends a cell for each row.
  void (*derive)(const ColumnPair& columns, TextColumn& out) = nullptr;
};

/// All derivations in the order of their names; generated from src/features/derivations.
[[nodiscard]] const std::vector<DerivationDef>& derivation_registry();
/// errors: unknown_transform, with a near name
[[nodiscard]] const DerivationDef& find_derivation(std::string_view name);

/// A column that is made of two columns of the table.
struct DerivedColumn {
  std::string form;  ///< of the registry
  std::array<std::string, 2> of;
  /// Of the training rows, once it is known; it has the column's name.
  ColumnProfile profile = {};

  [[nodiscard]] const std::string& name() const { return profile.name; }
};
/// Named after its columns: "income / rooms".
[[nodiscard]] DerivedColumn derived_column(const DerivationDef& def, const std::string& a,
                                           const std::string& b);

/// Its cells. `a` and `b` are those of its columns.
[[nodiscard]] TextColumn derive(const DerivedColumn& column, const ColumnPair& columns);
/// The number as the shortest text that is read back as it; missing where it is NaN or none that
/// models take.
void append_number(double number, TextColumn& out);

/// A table of the derived columns alone. `source` and `profiles`, those of its columns, outlive it.
class DerivedTable final : public TableSource {
 public:
  /// errors: missing_column
  DerivedTable(const TableSource& source, const std::vector<ColumnProfile>& profiles,
               std::vector<DerivedColumn> columns);
  [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
  void for_each_run(const std::function<void(const Table& rows)>& body) const override;
  [[nodiscard]] const std::vector<Text>& notes() const override { return source_.notes(); }
  [[nodiscard]] std::string sha256() const override { return sha256_of_rows(*this); }

 private:
  const TableSource& source_;
  const std::vector<ColumnProfile>& profiles_;
  std::vector<DerivedColumn> derived_;
  std::vector<std::string> names_, read_;
};

/// Fills in the profiles of the columns, from training rows.
void profile_derived(std::vector<DerivedColumn>& columns, const TableSource& train,
                     const TableProfile& profile, int num_threads);

}  // namespace ingot
