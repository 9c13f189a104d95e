#include "cli/open_csv_table.h"

#include <algorithm>
#include <filesystem>

#include "base/lower_case.h"
#include "data/csv.h"
#include "data/gzip.h"
#include "data/pixel_table.h"
#include "features/cells.h"

namespace ingot {
namespace {

std::string text_of(const std::string& source) {
  std::optional<std::string> bytes = read_gzipped(source);
  if (!bytes) throw Error("bad_csv", text("{} is damaged or cut off", "{} 损坏或不完整", source));
  return *std::move(bytes);
}

bool has_number(const CsvRecord& record) {
  return std::ranges::any_of(record.fields,
                             [](const std::string& f) { return parse_number(f, {}).has_value(); });
}

bool names_pictures(const std::string& head) {
  const std::string lower = in_lower_case(head);
  return std::ranges::any_of(
      std::vector<std::string_view>{".png", ".jpg", ".jpeg", ".webp", ".bmp"},
      [&](std::string_view e) { return lower.find(e) != std::string::npos; });
}

}  // namespace

bool is_csv_table(const std::string& source) {
  namespace fs = std::filesystem;
  if (!source.ends_with(".csv") && !source.ends_with(".csv.gz")) return false;
  std::error_code unreadable;
  if (!fs::is_regular_file(source, unreadable) || is_pixel_table(source)) return false;
  constexpr std::size_t kHead = 4096;
  const std::optional<std::string> head = read_gzipped(source, kHead);
  return !head || !names_pictures(*head);
}

std::shared_ptr<const TableSource> open_csv_table(const std::string& source) {
  const std::vector<CsvRecord> records = parse_csv(text_of(source), source);
  Table table;
  if (records.empty()) return table_in_memory(std::move(table));
  const bool has_header = !has_number(records[0]);
  for (std::size_t c = 0; c < records[0].fields.size(); ++c)
    table.names.push_back(has_header ? records[0].fields[c] : fmt::format("column_{}", c + 1));
  table.columns.resize(table.names.size());
  for (std::size_t r = has_header ? 1 : 0; r < records.size(); ++r)
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const std::string& field = records[r].fields[c];
      table.columns[c].push_back(field.empty() ? std::nullopt
                                               : std::optional<std::string_view>(field));
    }
  return table_in_memory(std::move(table));
}

}  // namespace ingot
