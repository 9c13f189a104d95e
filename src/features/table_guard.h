// The firewall of a product of tables: what its training rows were like, and what other rows are
// like beside them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "features/guard_file.h"
#include "features/guard_header.h"
#include "features/guard_pairs.h"
#include "features/guard_policy.h"
#include "features/guard_trends.h"
#include "features/table_profile.h"

namespace ingot {

/// Verdicts never change a prediction. A row's own findings depend on that row alone; those of a
/// file with the action `flag` or `refuse` hold for all its rows.
/// What a guard's values in a manifest lack, as JSON tells it.
[[nodiscard]] Error bad_guard(const std::string& what);

class TableGuard {
 public:
  TableGuard() = default;

  /// profile    of the training rows
  /// required   the columns that a prediction needs; only these are checked
  /// valid      rows beside the training rows: checks that flag more than some of 1,000 of them are
  ///            given up
  /// cost       two passes over the training rows, one over the others; memory of some 10,000 rows
  [[nodiscard]] static TableGuard fit(const TableProfile& profile,
                                      const std::vector<std::string>& required,
                                      const TableSource& train, const TableSource& valid,
                                      int num_threads = 1);

  /// cost       memory of some 10,000 rows and of the findings
  [[nodiscard]] TableCheck check(const TableSource& rows, int num_threads = 1) const;
  [[nodiscard]] TableCheck check(const Table& rows, int num_threads = 1) const;

  /// The names of a file's columns as the product calls them.
  [[nodiscard]] std::vector<std::string> names_for(const std::vector<std::string>& file) const {
    return match_header(file, names_).names;
  }
  [[nodiscard]] GuardPolicy& policy() { return policy_; }
  [[nodiscard]] const GuardPolicy& policy() const { return policy_; }

  /// Every field, exactly.
  [[nodiscard]] nlohmann::json to_json() const;
  /// errors     bad_manifest, newer_product
  [[nodiscard]] static TableGuard from_json(const nlohmann::json& written);

 private:
  /// `rows`: of the checked columns, in their order.
  void check_rows(const Table& rows, int num_threads, std::vector<RowCheck>& into) const;
  void calibrate(const Table& valid);
  [[nodiscard]] Verdict verdict_of(const std::vector<TableFinding>& findings) const;
  void add_file_findings(TableCheck& check) const;

  GuardNames names_;
  std::vector<GuardColumn> columns_;
  std::vector<ColumnSample> samples_;  ///< of the columns
  GuardPairs pairs_;
  GuardTrends trends_;
  GuardTies ties_;
  double duplicate_share_ = 0;  ///< of some training rows
  GuardPolicy policy_;
};

}  // namespace ingot
