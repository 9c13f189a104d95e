// From what the user names to a table.
#include <glob.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <map>
#include <mutex>

#include "base/files.h"
#include "base/lower_case.h"
#include "base/trim.h"
#include "data/csv_dialect.h"
#include "data/encoding.h"
#include "data/picture_file.h"
#include "data/pixel_table.h"
#include "data/table_error.h"
#include "data/table_files.h"
#include "data/text_feed.h"
#include "data/text_folder.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

struct Ending {
  std::string_view ending;
  TableFormat format;
};
constexpr Ending kEndings[] = {
    {".csv", TableFormat::csv},         {".tsv", TableFormat::csv},
    {".tab", TableFormat::csv},         {".data", TableFormat::csv},
    {".jsonl", TableFormat::jsonl},     {".ndjson", TableFormat::jsonl},
    {".json", TableFormat::jsonl},      {".arff", TableFormat::arff},
    {".parquet", TableFormat::parquet}, {".pq", TableFormat::parquet},
    {".sqlite", TableFormat::sqlite},   {".sqlite3", TableFormat::sqlite},
    {".db", TableFormat::sqlite}};

std::optional<TableFormat> format_by_ending(const fs::path& file) {
  std::string name = in_lower_case(file.filename().string());
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  for (const auto& [ending, format] : kEndings)
    if (name.ends_with(ending)) return format;
  return std::nullopt;
}

// The first bytes decide where the format has some of its own.
std::optional<TableFormat> format_by_bytes(const fs::path& file) {
  constexpr std::size_t kLookedAt = 64;
  std::string head;
  (void)ByteFeed(file).read(head, kLookedAt);
  if (head.starts_with("PAR1")) return TableFormat::parquet;
  if (head.starts_with("SQLite format 3")) return TableFormat::sqlite;
  return std::nullopt;
}

// FILE:TABLE, where FILE is there.
std::optional<std::pair<fs::path, std::string>> file_and_table(const std::string& source) {
  const std::size_t colon = source.rfind(':');
  if (colon == source.npos || colon == 0) return std::nullopt;
  const fs::path file = source.substr(0, colon);
  if (!fs::is_regular_file(file) || format_by_bytes(file) != TableFormat::sqlite)
    return std::nullopt;
  return std::pair(file, source.substr(colon + 1));
}

bool is_pattern(const std::string& source) {
  return source.find_first_of("*?[{") != source.npos && !fs::exists(source);
}

// In byte order of their names, folders left out.
std::vector<fs::path> files_matching(const std::string& pattern) {
  glob_t found{};
  std::vector<fs::path> files;
  if (glob(pattern.c_str(), GLOB_BRACE | GLOB_NOSORT, nullptr, &found) == 0)
    for (std::size_t i = 0; i < found.gl_pathc; ++i)
      if (fs::is_regular_file(found.gl_pathv[i])) files.emplace_back(found.gl_pathv[i]);
  globfree(&found);
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> files_of(const std::string& source) {
  if (!is_pattern(source)) {
    if (!fs::exists(source)) throw file_error(ENOENT, source);
    return {source};
  }
  std::vector<fs::path> files = files_matching(source);
  if (files.empty())
    throw Error("file_missing", text("no file matches {}", "没有文件匹配 {}", source))
        .expected(text("at least one file", "至少一个文件"));
  return files;
}

// path,label: one of its first two records names a picture.
bool names_pictures(const fs::path& file) {
  constexpr std::size_t kBeginning = 1 << 16;
  try {
    TextFeed feed(file, encoding_of_file(file, {}));
    std::string beginning;
    while (beginning.size() < kBeginning && feed.read(beginning)) continue;
    const bool is_whole = beginning.size() < kBeginning;
    beginning.resize(std::min(beginning.size(), kBeginning));
    CsvRecords records(guess_csv_layout(beginning, is_whole, file.string()).dialect, file.string());
    records.add(beginning);
    records.finish();
    for (int i = 0; i < 2 && records.next() == CsvRecords::Next::record; ++i)
      for (const CsvCell& cell : records.cells())
        if (has_picture_name(without_blanks(cell.text))) return true;
  } catch (const Error&) {
  }
  return false;
}

}  // namespace

std::optional<TableFormat> table_format(const fs::path& file) {
  if (!fs::is_regular_file(file)) return std::nullopt;
  if (const auto format = format_by_bytes(file)) return format;
  return format_by_ending(file);
}

TablePointer open_table_file(const fs::path& file, const TableOptions& options) {
  switch (table_format(file).value_or(TableFormat::csv)) {
    case TableFormat::csv: return open_csv(file, options);
    case TableFormat::jsonl: return open_jsonl(file, options);
    case TableFormat::arff: return open_arff(file, options);
    case TableFormat::parquet: return open_parquet(file, options);
    case TableFormat::sqlite: return open_sqlite(file, {}, options);
  }
  return nullptr;
}

namespace {

// Copies of what comes through pipes: a table is read several times. Gone when the program ends.
class PipeCopies {
 public:
  ~PipeCopies() {
    std::error_code ignored;
    for (const auto& [source, copy] : copies_) fs::remove(copy, ignored);
  }
  const std::string& of(const std::string& source) {
    const std::lock_guard lock(mutex_);
    const auto [at, is_new] = copies_.try_emplace(source);
    if (is_new) at->second = copied(source, copies_.size());
    return at->second;
  }

 private:
  static std::string copied(const std::string& source, std::size_t number) {
    std::ifstream in(source, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const fs::path copy =
        fs::temp_directory_path() /
        fmt::format("ingot-{}-{}.{}", ::getpid(), number, bytes.starts_with('{') ? "jsonl" : "csv");
    write_file(copy, bytes);
    return copy.string();
  }

  std::mutex mutex_;
  std::map<std::string, std::string> copies_;
};

bool is_pipe(const std::string& source) {
  std::error_code ignored;
  const fs::file_status status = fs::status(source, ignored);
  return fs::is_fifo(status) || fs::is_character_file(status) || fs::is_socket(status);
}

}  // namespace

std::shared_ptr<const TableSource> open_table(const std::string& source,
                                              const TableOptions& options) {
  static PipeCopies copies;
  if (is_pipe(source)) return open_table(copies.of(source), options);
  if (!options.connection.empty()) return open_postgres(options);
  if (!options.sql.empty())
    return open_query(source.empty() ? std::vector<fs::path>() : files_of(source), options);
  if (const auto named = file_and_table(source))
    return open_sqlite(named->first, named->second, options);
  if (is_text_folder(source)) return open_text_folder(source, options);
  const std::vector<fs::path> files = files_of(source);
  TableOptions as_first = options;
  std::vector<TablePointer> tables;
  for (const fs::path& file : files) {
    tables.push_back(open_table_file(file, as_first));
    if (!as_first.header && files.size() > 1)
      as_first.header = tables[0]->columns() != numbered_columns(tables[0]->columns().size());
  }
  return join_tables(std::move(tables), files);
}

bool is_table(const std::string& source) {
  if (is_pattern(source)) {
    const std::vector<fs::path> files = files_matching(source);
    return !files.empty() &&
           std::ranges::all_of(files, [](const fs::path& file) { return is_table(file.string()); });
  }
  if (file_and_table(source) || is_text_folder(source)) return true;
  const std::optional<TableFormat> format = table_format(source);
  if (format != TableFormat::csv) return format.has_value();
  return !is_pixel_table(source) && !names_pictures(source);
}

}  // namespace ingot
