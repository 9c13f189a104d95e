// What a table holds, and what should be known before anything is learned from it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "features/column_profile.h"
#include "features/target_relation.h"
#include "ingot/table.h"

namespace ingot {

/// kind     target, spelling, leak, order, personal, duplicates, imbalance, time, groups or
///          same_columns
/// column   that is to blame; empty: the table
struct TableWarning {
  std::string kind, column;
  Text text;
};

struct TableProfile {
  std::int64_t rows = 0;
  std::vector<ColumnProfile> columns;
  std::int64_t duplicate_rows = 0;  ///< rows that equal an earlier one in every column
  bool duplicates_are_exact = true;
  std::string target;
  /// How much each column alone knows of the target, from some thousand rows.
  std::vector<TargetRelation> relations;
  std::vector<TableWarning> warnings;  ///< the gravest first

  /// nullptr where there is none of this name.
  [[nodiscard]] const ColumnProfile* find(std::string_view column) const;
};

struct ProfileOptions {
  std::string target = {};  ///< empty: none
  int num_threads = 1;
};

/// Reads `source` once; twice where a column turned out to be written in another way than its first
/// texts said.
///
/// returns   the same for every number of threads; counts of distinct texts, quantiles and
///           duplicates are exact up to 16384 texts a column and 2^20 rows, then about
/// errors    unknown_column; what the source throws
/// cost      memory of some 100 MB whatever the rows
[[nodiscard]] TableProfile profile_table(const TableSource& source,
                                         const ProfileOptions& options = {});

[[nodiscard]] nlohmann::json to_json(const TableProfile& table);

}  // namespace ingot
