#include "data/csv_dialect.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "data/csv_header.h"
#include "data/pulled_table.h"
#include "data/table_error.h"

namespace ingot {
namespace {

constexpr std::size_t kRecordsLookedAt = 1000;
using Records = std::vector<std::vector<std::string>>;

// One way to read the beginning.
struct Reading {
  CsvDialect dialect;
  Records records = {};
  std::optional<Error> error = {};
  std::size_t width = 1;    // that most records have
  std::size_t skipped = 0;  // narrower records before the table
  double share = 0;         // of the records behind them that have this width
  double numbers = 0;       // share of the cells that are numbers
  std::int64_t last_line = 0;
  std::optional<std::int64_t> line_of_lines = {};  // of the first cell that has a line end
};

// What stands between the table's beginning and the first wide record: at most these.
constexpr std::size_t kMostSkipped = 10;

void measure(Reading& r) {
  std::map<std::size_t, std::size_t> counts;
  for (const auto& cells : r.records) ++counts[cells.size()];
  std::size_t most = 0;
  for (const auto& [width, count] : counts)
    if (count >= most) {
      most = count;
      r.width = width;
    }
  while (r.skipped < std::min(kMostSkipped, r.records.size()) &&
         r.records[r.skipped].size() < r.width)
    ++r.skipped;
  const std::size_t left = r.records.size() - r.skipped;
  constexpr std::size_t kLeastRecords = 3;  // fewer prove nothing about what stands above them
  if (left < kLeastRecords) r.skipped = 0;
  std::size_t cells = 0, numbers = 0;
  for (std::size_t i = r.skipped; i < r.records.size(); ++i) {
    cells += r.records[i].size();
    numbers += static_cast<std::size_t>(std::ranges::count_if(
        r.records[i], [&](const auto& c) { return looks_like_number(c, r.dialect.separator); }));
  }
  r.share = static_cast<double>(counts[r.width]) /
            static_cast<double>(std::max<std::size_t>(r.records.size() - r.skipped, 1));
  r.numbers = static_cast<double>(numbers) / static_cast<double>(std::max<std::size_t>(cells, 1));
}

Reading read_as(std::string_view text, bool is_whole, const std::string& name,
                const CsvDialect& dialect) {
  Reading r{.dialect = dialect};
  CsvRecords records(dialect, name);
  records.add(text);
  if (is_whole) records.finish();
  try {
    while (r.records.size() < kRecordsLookedAt && records.next() == CsvRecords::Next::record) {
      r.records.emplace_back();
      r.last_line = records.line();
      for (const CsvCell& cell : records.cells()) {
        r.records.back().emplace_back(cell.text);
        if (!r.line_of_lines && cell.text.find(dialect.line_end) != cell.text.npos)
          r.line_of_lines = records.line();
      }
    }
  } catch (const Error& e) {
    r.error = e;
  }
  measure(r);
  return r;
}

// Whether nearly every separator has a blank behind it.
bool has_blanks_behind(std::string_view text, char separator) {
  if (separator == '\t' || separator == ' ') return false;
  std::size_t separators = 0, blanks = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == separator) {
      ++separators;
      if (text[i + 1] == ' ') ++blanks;
    }
  return separators > 0 && blanks * 10 >= separators * 9;
}

bool is_in_quotes(const std::string& cell) {
  return cell.size() > 1 && cell.starts_with('"') && cell.ends_with('"');
}

// With quotes, unless these hide lines that are whole without them, or cannot be read, and no cell
// stands in quotes as a whole.
Reading best_for(char separator, std::string_view text, bool is_whole, const std::string& name) {
  CsvDialect dialect{.separator = separator};
  if (text.find('\n') == text.npos && text.find('\r') != text.npos) dialect.line_end = '\r';
  dialect.skips_blanks = has_blanks_behind(text, separator);
  Reading quoted = read_as(text, is_whole, name, dialect);
  if (text.find('"') == text.npos) return quoted;
  dialect.has_quotes = false;
  Reading plain = read_as(text, is_whole, name, dialect);
  // Pieces of a header in quotes would be left out above the table.
  const bool cuts_header = !quoted.error && plain.skipped > quoted.skipped;
  const bool is_regular = plain.share == 1 && plain.width > 1 && !cuts_header &&
                          std::ranges::none_of(plain.records, [](const auto& cells) {
                            return std::ranges::any_of(cells, is_in_quotes);
                          });
  const bool hides = quoted.error || quoted.share < 1 ||
                     (quoted.line_of_lines && *quoted.line_of_lines < plain.last_line);
  return is_regular && hides ? plain : quoted;
}

bool is_better(const Reading& a, const Reading& b) {
  constexpr double kRegular = 0.9, kMoreNumbers = 0.05;
  const auto is_table = [](const Reading& r) { return r.width > 1 && r.share >= kRegular; };
  if (is_table(a) != is_table(b)) return is_table(a);
  if (!is_table(a)) return a.width > 1 && (b.width == 1 || a.share > b.share);
  if (a.error.has_value() != b.error.has_value()) return !a.error;
  if (std::abs(a.numbers - b.numbers) > kMoreNumbers) return a.numbers > b.numbers;
  return a.width > b.width;
}

// A header without a name for the first column, as R writes it, is narrower by one.
void complete_header(Reading& best) {
  if (best.skipped == 0 || best.width < 3) return;
  const std::size_t at = best.skipped - 1;
  if (best.records[at].size() + 1 != best.width) return;
  Records below(best.records.begin() + static_cast<std::ptrdiff_t>(at), best.records.end());
  below[0].insert(below[0].begin(), std::string());
  if (!first_record_is_header(below, best.dialect)) return;
  best.records[at] = below[0];
  --best.skipped;
}

std::string in_words(char separator) {
  return separator == '\t' ? "tab" : std::string(1, separator);
}

void add_notes(const Reading& best, const CsvHints& hints, CsvLayout& layout) {
  const CsvDialect& d = best.dialect;
  std::vector<Text>& notes = layout.notes;
  if (best.width > 1 && d.separator != ',' && !hints.separator)
    notes.push_back(text("separator \"{0}\"", "分隔符 \"{0}\"", in_words(d.separator)));
  if (d.skips_blanks)
    notes.push_back(text("blanks around cells are left out", "单元格首尾的空格已去除"));
  if (!d.has_quotes)
    notes.push_back(text("quotes are read as any other character", "引号按普通字符读取"));
  if (best.skipped > 0)
    notes.push_back(text("left out above the table: {} lines of fewer than {} cells",
                         "表格上方有 {} 行不足 {} 个单元格, 已略去", best.skipped, best.width));
  if (!layout.has_header)
    notes.push_back(hints.has_header
                        ? text("no header", "无表头")
                        : text("no header (guessed): the columns are called column1 ... column{}",
                               "无表头 (推测): 各列名为 column1 ... column{}", best.width));
}

}  // namespace

CsvLayout guess_csv_layout(std::string_view beginning, bool is_whole, const std::string& name,
                           const CsvHints& hints) {
  std::optional<Reading> best;
  for (const char separator : {',', ';', '\t', '|'}) {
    if (hints.separator && best) break;
    Reading r = best_for(hints.separator.value_or(separator), beginning, is_whole, name);
    if (!best || is_better(r, *best)) best = std::move(r);
  }
  if (best->records.empty()) {
    if (best->error) throw *best->error;
    throw empty_table(name);
  }
  complete_header(*best);
  CsvLayout layout{.dialect = best->dialect, .skipped = best->skipped};
  Records& records = best->records;
  records.erase(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(best->skipped));
  layout.has_header = hints.has_header.value_or(first_record_is_header(records, best->dialect));
  std::vector<Text> about_names;
  layout.columns = layout.has_header ? column_names(records[0], about_names)
                                     : numbered_columns(records[0].size());
  add_notes(*best, hints, layout);
  layout.notes.insert(layout.notes.end(), about_names.begin(), about_names.end());
  return layout;
}

}  // namespace ingot
