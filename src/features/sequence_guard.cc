#include "features/sequence_guard.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace ingot {
namespace {

using nlohmann::json;

void use_policy_of_steps(GuardPolicy& policy) {
  for (const char* kind : {"swap", "unit", "missing_share", "constant", "misaligned", "drift",
                           "rounding", "duplicates"})
    policy.set(kind, GuardAction::pass);
  // A gap is filled: the other steps still tell something.
  for (const char* kind : {"type", "encoding"}) policy.set(kind, GuardAction::flag);
}

}  // namespace

SequenceGuard SequenceGuard::fit(const TableProfile& profile,
                                 const std::vector<std::string>& columns, const TableSource& train,
                                 const SequenceTable& valid, int num_threads) {
  constexpr double kMostOfValidSequences = 0.02;
  SequenceGuard guard;
  guard.guard_ = TableGuard::fit(profile, columns, train, *valid.steps, num_threads);
  use_policy_of_steps(guard.guard_.policy());
  const std::vector<StepSpan> spans = whole_spans(valid, 0);
  std::map<Kind, std::int64_t> flagged;
  for (const RowCheck& check : guard.check(valid, spans, num_threads).rows)
    for (const TableFinding& finding : check.findings)
      ++flagged[{finding.kind, finding.columns.at(0)}];
  for (const auto& [kind, count] : flagged)
    if (static_cast<double>(count) > kMostOfValidSequences * static_cast<double>(spans.size()))
      guard.ignored_.insert(kind);
  return guard;
}

RowCheck SequenceGuard::check_span(const TableCheck& steps, const StepSpan& span) const {
  RowCheck check;
  std::set<Kind> seen;
  for (std::int64_t step = span.first; step <= span.last(); ++step)
    for (const TableFinding& finding : steps.rows[static_cast<std::size_t>(step)].findings) {
      const Kind kind{finding.kind, finding.columns.empty() ? std::string() : finding.columns[0]};
      if (ignored_.contains(kind) || !seen.insert(kind).second) continue;
      check.findings.push_back(finding);
      const GuardAction action = guard_.policy().action(finding.kind);
      if (action >= GuardAction::flag)
        check.verdict = std::max(
            check.verdict, action == GuardAction::refuse ? Verdict::refused : Verdict::flagged);
    }
  std::ranges::stable_sort(check.findings, {}, [&](const TableFinding& finding) {
    return guard_.policy().gravity(finding.kind);
  });
  return check;
}

TableCheck SequenceGuard::check(const SequenceTable& table, std::span<const StepSpan> spans,
                                int num_threads) const {
  const TableCheck steps = guard_.check(*table.steps, num_threads);
  TableCheck check;
  for (const TableFinding& finding : steps.file)
    if (finding.columns.empty() || !ignored_.contains({finding.kind, finding.columns[0]}))
      check.file.push_back(finding);
  for (const StepSpan& span : spans) check.rows.push_back(check_span(steps, span));
  return check;
}

json SequenceGuard::to_json() const { return {{"steps", guard_.to_json()}, {"ignored", ignored_}}; }

SequenceGuard SequenceGuard::from_json(const json& written) {
  try {
    SequenceGuard guard;
    guard.guard_ = TableGuard::from_json(written.at("steps"));
    written.at("ignored").get_to(guard.ignored_);
    return guard;
  } catch (const json::exception& e) {
    throw bad_guard(e.what());
  }
}

}  // namespace ingot
