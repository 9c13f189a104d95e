// The firewall of a product of sequences: each step is checked as a row of a table is.
#pragma once

#include <set>
#include <span>
#include <utility>

#include "features/sequence_table.h"
#include "features/table_guard.h"

namespace ingot {

class SequenceGuard {
 public:
  SequenceGuard() = default;

  /// Steps follow from one another, so that a file of a few sequences always looks unlike all
  /// others taken together: what compares distributions is not asked. Nor is what flags more than
  /// some of a hundred validation sequences.
  ///
  /// profile    of the training steps
  /// columns    that a prediction needs
  [[nodiscard]] static SequenceGuard fit(const TableProfile& profile,
                                         const std::vector<std::string>& columns,
                                         const TableSource& train, const SequenceTable& valid,
                                         int num_threads = 1);

  /// One verdict for each span, the gravest of its steps, with each finding once.
  [[nodiscard]] TableCheck check(const SequenceTable& table, std::span<const StepSpan> spans,
                                 int num_threads = 1) const;

  [[nodiscard]] nlohmann::json to_json() const;
  /// errors     bad_manifest, newer_product
  [[nodiscard]] static SequenceGuard from_json(const nlohmann::json& written);

 private:
  using Kind = std::pair<std::string, std::string>;  // of a finding, and its first column
  [[nodiscard]] RowCheck check_span(const TableCheck& steps, const StepSpan& span) const;

  TableGuard guard_;
  std::set<Kind> ignored_;
};

}  // namespace ingot
