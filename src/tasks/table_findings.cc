#include "tasks/table_findings.h"

#include <map>
#include <set>

#include "base/utf8.h"
#include "features/encoder.h"

namespace ingot {
namespace {

using nlohmann::json;

std::int64_t num_characters(std::string_view text) {
  std::int64_t count = 0;
  for (; !text.empty(); ++count) static_cast<void>(take_character(text));
  return count;
}

Text length_label(const ColumnProfile& column) {
  return text("{} (characters)", "{} (字符数)", column.name);
}

// The columns as features of the rows: numbers and dates as numbers, short lists of values as
// categories, texts by their length.
std::vector<RowFeature> features_of(const TablePart& part, const TableProfile& profile,
                                    const TableTarget& target) {
  constexpr std::int64_t kMostValues = 50;
  std::vector<const ColumnProfile*> columns;
  std::vector<RowFeature> features;
  for (const ColumnProfile& column : profile.columns) {
    const bool is_category = !column.values.empty() && column.distinct_is_exact &&
                             column.distinct <= kMostValues && column.meaning != Meaning::constant;
    const bool is_text = column.meaning == Meaning::text;
    if (column.name == target.column || !(is_measured(column) || is_category || is_text)) continue;
    columns.push_back(&column);
    features.push_back({.label = is_text ? length_label(column) : text("{}", "{}", column.name)});
  }
  part.rows->for_each_run([&](const Table& run) {
    for (std::size_t f = 0; f < columns.size(); ++f) {
      const ColumnProfile& profile_of = *columns[f];
      const TextColumn& cells = run.columns[run.find(profile_of.name).value()];
      const bool is_number = is_measured(profile_of);
      for (std::int64_t row = 0; row < cells.size(); ++row) {
        if (profile_of.meaning == Meaning::text)
          features[f].numbers.push_back(
              static_cast<double>(num_characters(present(cells, row, profile_of).value_or(""))));
        else if (is_number)
          features[f].numbers.push_back(number_in(cells, row, profile_of));
        else
          features[f].categories.emplace_back(
              present(cells, row, profile_of).value_or("(missing)"));
      }
    }
  });
  return features;
}

// Figures by the length of each text.
std::vector<RowGroups> groups_by_length(const Predictions& test,
                                        const std::vector<RowFeature>& features,
                                        const TableProfile& profile, std::uint64_t seed) {
  std::vector<RowGroups> groups;
  for (const RowFeature& feature : features) {
    const bool is_length = std::ranges::any_of(profile.columns, [&](const ColumnProfile& column) {
      return column.meaning == Meaning::text && feature.label.en == length_label(column).en;
    });
    if (!is_length) continue;
    const std::vector<std::int64_t> lengths(feature.numbers.begin(), feature.numbers.end());
    if (auto found = groups_by(test, feature.label, lengths, {.seed = seed}))
      groups.push_back(std::move(*found));
  }
  return groups;
}

}  // namespace

Tensor truth_like(const TablePart& part, const TableTarget& target) {
  const Tensor truth = part.truth(target);
  return target.is_number() ? truth.reshape({part.size(), 1}) : truth;
}

Predictions predictions_of(const Tensor& answers, const TablePart& part, const TableTarget& target,
                           const CallRule& calls) {
  return {.scores = answers,
          .truth = truth_like(part, target),
          .classes = target.classes,
          .thresholds = calls.thresholds,
          .call_from = calls.call_from};
}

Findings find_in_table(const TableParts& parts, const HeldOutAnswers& answers, std::uint64_t seed) {
  constexpr std::size_t kMostDoubtful = 24;
  Findings findings;
  const Predictions test = predictions_of(answers.test, parts.test, parts.target, answers.calls);
  const bool numbers = parts.target.is_number();
  const std::vector<RowFeature> features = features_of(parts.test, parts.profile, parts.target);
  findings.weak_slices =
      find_weak_slices(features, numbers ? large_errors(test) : wrong_rows(test),
                       {.kind = numbers ? SliceErrors::large : SliceErrors::wrong, .seed = seed});
  if (!parts.target.is_label_sets())
    findings.row_groups = groups_by_length(test, features, parts.profile, seed);
  if (parts.target.is_number() || parts.target.is_label_sets()) return findings;
  // Training rows come before the validation rows.
  const Tensor learned = concatenated_rows(
      std::array{parts.train.truth(parts.target), parts.valid.truth(parts.target)});
  const std::int64_t held_out = answers.held_out.shape()[0];
  const Predictions both{concatenated_rows(std::array{answers.held_out, answers.test}),
                         concatenated_rows(std::array{
                             learned.rows(learned.shape()[0] - held_out, held_out), test.truth}),
                         parts.target.classes};
  findings.label_errors = find_label_errors(both);
  findings.doubtful = most_doubtful(both, DoubtBy::margin, kMostDoubtful);
  return findings;
}

std::vector<Decision> doubts_about(const TableProfile& profile,
                                   const std::vector<std::string>& used) {
  std::vector<Decision> doubts;
  for (const TableWarning& warning : profile.warnings) {
    if (warning.kind == "spelling")
      doubts.push_back({text("target {}", "目标 {}", warning.column),
                        text("used as it is", "按原样使用"), warning.text});
    else if ((warning.kind == "leak" || warning.kind == "personal") &&
             std::ranges::find(used, warning.column) != used.end())
      doubts.push_back({text("column {}", "列 {}", warning.column), text("used", "使用"),
                        text("{0}: --sql 'select * exclude (\"{2}\") from data'",
                             "{1}: --sql 'select * exclude (\"{2}\") from data'", warning.text.en,
                             warning.text.zh, warning.column)});
  }
  return doubts;
}

json rows_as_fields(const TablePart& part, const std::vector<std::int64_t>& rows) {
  const std::set<std::int64_t> wanted(rows.begin(), rows.end());
  std::map<std::int64_t, json> found;
  const std::vector<std::int64_t> ascending(wanted.begin(), wanted.end());
  auto next = ascending.begin();
  selected_rows(part.rows, ascending)->for_each_run([&](const Table& run) {
    for (std::int64_t row = 0; row < run.size(); ++row, ++next) {
      json& fields = found[*next] = json::object();
      for (std::size_t c = 0; c < run.columns.size(); ++c)
        fields[run.names[c]] =
            run.columns[c].is_missing(row) ? json() : json(std::string(run.columns[c][row]));
    }
  });
  json list = json::array();
  for (const std::int64_t row : rows) list.push_back(found.at(row));
  return list;
}

void add_fields(json& findings, const TableParts& parts, std::int64_t held_out) {
  // All rows that are named, so that each part is read once.
  const std::array<const TablePart*, 3> all{&parts.train, &parts.valid, &parts.test};
  std::array<std::vector<std::int64_t>, 3> rows;
  std::array<json, 3> fields;
  std::array<std::size_t, 3> next{};
  // The part of a row that label errors and doubtful rows count in, and its place there.
  const auto place = [&](std::int64_t row) -> std::pair<std::size_t, std::int64_t> {
    if (row >= held_out) return {2, row - held_out};
    const std::int64_t learned = parts.train.size() + parts.valid.size() - held_out + row;
    if (learned < parts.train.size()) return {0, learned};
    return {1, learned - parts.train.size()};
  };
  const auto walk = [&](const ShownRow& labelled, const ShownRow& evaluated) {
    show_rows(findings, {labelled, evaluated});
  };
  walk(
      [&](std::int64_t row) {
        const auto [part, own] = place(row);
        rows[part].push_back(own);
        return json::object();
      },
      [&](std::int64_t row) { return rows[2].push_back(row), json::object(); });
  for (std::size_t p = 0; p < all.size(); ++p) fields[p] = rows_as_fields(*all[p], rows[p]);
  const auto taken = [&](std::size_t part) -> json {
    return {{"fields", fields[part][next[part]++]}};
  };
  walk([&](std::int64_t row) { return taken(place(row).first); },
       [&](std::int64_t) { return taken(2); });
}

json some_rows(const TableParts& parts, std::int64_t most) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < std::min(most, parts.test.size()); ++row) rows.push_back(row);
  json samples = json::array();
  const json fields = rows_as_fields(parts.test, rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    json sample = {{"row", rows[i]}, {"fields", fields[i]}};
    sample["fields"].erase(parts.target.column);
    sample["truth"] = fields[i].value(parts.target.column, json());
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace ingot
