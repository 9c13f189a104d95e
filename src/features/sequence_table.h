// Sequences in a table: which rows belong together, and in which order.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "features/column_profile.h"
#include "ingot/table.h"

namespace ingot {

/// What the rows of a table are to sequences. Long: a row is a step, `sequence` says of which one.
/// Wide: a row is a sequence, some columns are its steps, which end with the last one that is not
/// empty; there is one channel, kChannelOfSteps.
struct SequenceLayout {
  std::string sequence = {};                ///< long: the column; empty: wide
  std::optional<ColumnProfile> order = {};  ///< long: what steps are sorted by; else as they stand
  std::vector<std::string> steps = {};      ///< wide: the columns in their order
  std::string name = {};                    ///< wide: what rows are called; empty: by their number
  std::vector<std::string> kept = {};       ///< wide: columns that hold at every step of the row

  [[nodiscard]] bool is_wide() const { return sequence.empty(); }
};
inline constexpr const char* kChannelOfSteps = "value";

[[nodiscard]] nlohmann::json to_json(const SequenceLayout& layout);
/// errors    bad_profile; those of nlohmann::json
[[nodiscard]] SequenceLayout sequence_layout_from_json(const nlohmann::json& written);

/// Rows that are steps: those of a sequence together and in their order.
struct SequenceTable {
  std::shared_ptr<const TableSource> steps;
  std::vector<std::string> names;    ///< of the sequences, in the order in which they appear
  std::vector<std::int64_t> starts;  ///< of each among the steps, then their number

  [[nodiscard]] std::int64_t size() const { return std::ssize(names); }
  [[nodiscard]] std::int64_t num_steps() const { return starts.back(); }
  [[nodiscard]] std::int64_t length(std::int64_t sequence) const {
    const auto i = static_cast<std::size_t>(sequence);
    return starts[i + 1] - starts[i];
  }
};

/// `optional`: columns of a wide layout's `kept` that may be absent, such as the target.
///
/// errors    missing_column, with a near name; bad_sequence (rows that name none), bad_order (rows
///           that cannot be sorted); no_rows
/// cost      the table in memory, twice
[[nodiscard]] SequenceTable read_sequences(const TableSource& rows, const SequenceLayout& layout,
                                           const std::vector<std::string>& optional = {});

/// Some of the sequences, ascending; their steps are read from `table` when they are asked for.
[[nodiscard]] SequenceTable select_sequences(const SequenceTable& table,
                                             const std::vector<std::int64_t>& sequences);

/// Steps in a row of one sequence that an answer is about.
struct StepSpan {
  std::int64_t sequence = 0, first = 0, count = 0;

  [[nodiscard]] std::int64_t last() const { return first + count - 1; }
  friend bool operator==(const StepSpan&, const StepSpan&) = default;
};

/// One for each sequence: its last `window` steps, or with 0 all of them.
[[nodiscard]] std::vector<StepSpan> whole_spans(const SequenceTable& table, std::int64_t window);
/// One for each step: the `window` steps up to it, fewer where the sequence begins.
[[nodiscard]] std::vector<StepSpan> window_spans(const SequenceTable& table, std::int64_t window);

}  // namespace ingot
