#include "tasks/sequence_findings.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/parse.h"
#include "features/encoder.h"

namespace ingot {
namespace {

using nlohmann::json;

// The place of the last step of each span in its sequence, from 1.
std::vector<std::int64_t> last_places(const SequencePart& part) {
  std::vector<std::int64_t> places;
  for (const StepSpan& span : part.spans)
    places.push_back(span.last() + 1 - part.table->starts[static_cast<std::size_t>(span.sequence)]);
  return places;
}

// The mean of a column of numbers over the steps of each span; NaN where all are missing.
std::vector<double> means_of(const SequencePart& part, const ColumnProfile& column) {
  std::vector<double> sums{0}, counts{0};
  part.table->steps->for_each_run([&](const Table& run) {
    const TextColumn& cells = run.columns[run.find(column.name).value()];
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      const double x = number_in(cells, row, column);
      sums.push_back(sums.back() + (std::isnan(x) ? 0 : x));
      counts.push_back(counts.back() + (std::isnan(x) ? 0 : 1));
    }
  });
  std::vector<double> means;
  for (const StepSpan& span : part.spans) {
    const auto first = static_cast<std::size_t>(span.first),
               end = static_cast<std::size_t>(span.last() + 1);
    means.push_back((sums[end] - sums[first]) / (counts[end] - counts[first]));
  }
  return means;
}

std::vector<RowFeature> features_of_sequences(const SequenceParts& parts) {
  std::vector<RowFeature> features;
  const auto add_counts = [&](Text label, const std::vector<std::int64_t>& counts) {
    features.push_back({.label = std::move(label), .numbers = {counts.begin(), counts.end()}});
  };
  if (parts.settings.window > 0)
    add_counts(text("step of its sequence", "在序列中的步"), last_places(parts.test));
  else
    add_counts(text("steps", "步数"), parts.test.lengths());
  for (const std::string& column : parts.pipeline.columns())
    if (const ColumnProfile* profile = parts.profile.find(column); profile->number())
      features.push_back({.label = text("{} (mean)", "{} (均值)", column),
                          .numbers = means_of(parts.test, *profile)});
  return features;
}

Predictions both_of(const Predictions& valid, const Predictions& test) {
  return {concatenated_rows(std::array{valid.scores, test.scores}),
          concatenated_rows(std::array{valid.truth, test.truth}), valid.classes};
}

// Channels of one column in a row that takes them from another row, the last steps side by side.
void take_channels(std::span<float> row, std::span<const float> from, std::int64_t width,
                   std::span<const std::int64_t> channels) {
  const std::int64_t own = count_steps(row, width), theirs = count_steps(from, width);
  for (std::int64_t step = 0; step < own; ++step) {
    const std::int64_t other = std::max<std::int64_t>(0, theirs - own + step);
    for (const std::int64_t c : channels)
      row[static_cast<std::size_t>(step * width + c)] =
          from[static_cast<std::size_t>(other * width + c)];
  }
}

}  // namespace

void find_in_sequences(Findings& findings, const SequenceParts& parts, const Predictions& valid,
                       const Predictions& test, std::uint64_t seed) {
  constexpr std::size_t kMostDoubtful = 24;
  const bool numbers = parts.target.is_number();
  findings.weak_slices = find_weak_slices(
      features_of_sequences(parts), numbers ? large_errors(test) : wrong_rows(test),
      {.kind = numbers ? SliceErrors::large : SliceErrors::wrong, .seed = seed});
  const auto groups =
      parts.settings.window > 0
          ? groups_by(test, text("step of its sequence", "在序列中的步"), last_places(parts.test),
                      {.seed = seed})
          : groups_by(test, text("steps", "步数"), parts.test.lengths(), {.seed = seed});
  if (groups) findings.row_groups.push_back(*groups);
  if (numbers) return;
  const Predictions both = both_of(valid, test);
  findings.label_errors = find_label_errors(both);
  findings.doubtful = most_doubtful(both, DoubtBy::margin, kMostDoubtful);
}

std::optional<PermutationImportance> channel_importance(const SequenceParts& parts,
                                                        const Predictions& test,
                                                        const AskSequences& ask,
                                                        std::int64_t max_rows, std::uint64_t seed) {
  constexpr std::int64_t kFewestRows = 50, kMostRows = 1000;
  const std::vector<std::string> columns = parts.pipeline.columns(),
                                 sources = parts.pipeline.channel_columns();
  if (columns.size() < 2) return std::nullopt;
  ImportanceOptions options{.seed = seed};
  options.max_rows =
      std::clamp(max_rows / (std::ssize(columns) * options.repeats), kFewestRows, kMostRows);
  // Which test sequence each row is, and from which one the channels of each column come.
  Table origins{columns, std::vector<TextColumn>(columns.size() + 1)};
  origins.names.emplace_back("(sequence)");
  for (TextColumn& origin : origins.columns)
    for (std::int64_t row = 0; row < parts.test.size(); ++row)
      origin.push_back(fmt::format("{}", row));
  std::map<std::string, std::vector<std::int64_t>> channels;
  for (std::size_t c = 0; c < sources.size(); ++c)
    channels[sources[c]].push_back(static_cast<std::int64_t>(c));
  const std::int64_t width = parts.pipeline.num_channels() + 1;
  const auto one_row = [&](std::int64_t row) {
    return parts.pipeline.rows(parts.test.encoded,
                               std::array{parts.test.spans[static_cast<std::size_t>(row)]});
  };
  const auto changed_row = [&](const Table& rows, std::int64_t place) {
    const std::int64_t own = *parse_as<std::int64_t>(rows.columns.back()[place]);
    Tensor row = one_row(own);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::int64_t origin = *parse_as<std::int64_t>(rows.columns[c][place]);
      if (origin != own)
        take_channels(row.mutable_data<float>(), one_row(origin).data<float>(), width,
                      channels[columns[c]]);
    }
    return row;
  };
  const auto ask_changed = [&](const Table& rows) {
    constexpr std::int64_t kAtOnce = 64;
    std::vector<Tensor> said;
    for (std::int64_t first = 0; first < rows.size(); first += kAtOnce) {
      std::vector<Tensor> asked;
      for (std::int64_t place = first; place < std::min(first + kAtOnce, rows.size()); ++place)
        asked.push_back(changed_row(rows, place));
      said.push_back(ask(concatenated_rows(asked)));
    }
    return concatenated_rows(said);
  };
  return permutation_importance(origins, test, columns, ask_changed, options);
}

}  // namespace ingot
