#include "evaluate/prediction_parquet.h"

#include <unistd.h>

#include "base/files.h"
#include "data/csv_to_parquet.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// A file beside `path` that goes with this object.
class Beside {
 public:
  explicit Beside(const fs::path& path, const char* ending)
      : path_(fmt::format("{}.{}{}", path.string(), getpid(), ending)) {}
  ~Beside() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::vector<ParquetColumn> parquet_columns(const PredictedRows& rows) {
  std::vector<ParquetColumn> columns{{"row", "BIGINT"}};
  if (!rows.ids.empty()) columns.push_back({rows.id_column, "VARCHAR"});
  if (rows.tagged) {
    columns.push_back({"sentence", "BIGINT"});
    columns.push_back({"token", "VARCHAR"});
  }
  columns.push_back(
      {"prediction", rows.classes.empty() && rows.texts.empty() ? "FLOAT" : "VARCHAR"});
  for (const std::string& name : rows.classes) columns.push_back({"p:" + name, "FLOAT"});
  if (!rows.texts.empty()) columns.push_back({"confidence", "FLOAT"});
  if (rows.intervals.defined())
    for (const char* end : {"low", "high"}) columns.push_back({end, "FLOAT"});
  if (!rows.checks.empty())
    for (const char* told : {"verdict", "flags"}) columns.push_back({told, "VARCHAR"});
  if (!rows.names.empty()) columns.push_back({"file", "VARCHAR"});
  return columns;
}

// Names of classes may have several lines, which are in quotes.
std::string_view without_header(std::string_view csv) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    if (csv[i] == '"') is_quoted = !is_quoted;
    if (csv[i] == '\n' && !is_quoted) return csv.substr(i + 1);
  }
  return {};
}

}  // namespace

void write_parquet_predictions(const fs::path& path, const PredictedRows& rows) {
  const Beside csv(path, ".csv"), parquet(path, ".part");
  write_file(csv.path(), without_header(predictions_to_csv(rows)));
  csv_to_parquet(csv.path(), parquet_columns(rows), parquet.path());
  fs::rename(parquet.path(), path);
}

}  // namespace ingot
