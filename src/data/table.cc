#include "ingot/table.h"

#include "base/sha256.h"

namespace ingot {
namespace {

constexpr std::int64_t kRun = 8192;

class TableInMemory final : public TableSource {
 public:
  explicit TableInMemory(Table table) : table_(std::move(table)) {}
  [[nodiscard]] const std::vector<std::string>& columns() const override { return table_.names; }
  void for_each_run(const std::function<void(const Table& rows)>& body) const override {
    if (table_.size() <= kRun) {
      if (table_.size() > 0) body(table_);
      return;
    }
    std::vector<std::int64_t> rows;
    for (std::int64_t begin = 0; begin < table_.size(); begin += kRun) {
      rows.clear();
      for (std::int64_t row = begin; row < std::min(begin + kRun, table_.size()); ++row)
        rows.push_back(row);
      body(select_rows(table_, rows));
    }
  }
  [[nodiscard]] const std::vector<Text>& notes() const override { return notes_; }
  [[nodiscard]] std::string sha256() const override { return sha256_of_rows(*this); }

 private:
  Table table_;
  std::vector<Text> notes_;
};

class SelectedRows final : public TableSource {
 public:
  SelectedRows(std::shared_ptr<const TableSource> source, std::vector<std::int64_t> rows)
      : source_(std::move(source)), rows_(std::move(rows)) {}
  [[nodiscard]] const std::vector<std::string>& columns() const override {
    return source_->columns();
  }
  void for_each_run(const std::function<void(const Table& rows)>& body) const override {
    std::int64_t begin = 0;
    auto next = rows_.begin();
    source_->for_each_run([&](const Table& run) {
      std::vector<std::int64_t> kept;
      for (; next != rows_.end() && *next < begin + run.size(); ++next)
        kept.push_back(*next - begin);
      begin += run.size();
      if (static_cast<std::int64_t>(kept.size()) == run.size())
        body(run);
      else if (!kept.empty())
        body(select_rows(run, kept));
    });
  }
  [[nodiscard]] const std::vector<Text>& notes() const override { return source_->notes(); }
  [[nodiscard]] std::string sha256() const override { return sha256_of_rows(*this); }

 private:
  std::shared_ptr<const TableSource> source_;
  std::vector<std::int64_t> rows_;
};

}  // namespace

std::shared_ptr<const TableSource> selected_rows(std::shared_ptr<const TableSource> source,
                                                 std::vector<std::int64_t> rows) {
  return std::make_shared<SelectedRows>(std::move(source), std::move(rows));
}

void TextColumn::push_back(std::optional<std::string_view> cell) {
  if (cell) bytes_ += *cell;
  ends_.push_back(bytes_.size());
  missing_.push_back(!cell);
}

void TextColumn::reserve(std::int64_t rows, std::size_t bytes) {
  ends_.reserve(static_cast<std::size_t>(rows));
  missing_.reserve(static_cast<std::size_t>(rows));
  bytes_.reserve(bytes);
}

std::optional<std::size_t> Table::find(std::string_view name) const {
  for (std::size_t c = 0; c < names.size(); ++c)
    if (names[c] == name) return c;
  return std::nullopt;
}

Table select_rows(const Table& table, const std::vector<std::int64_t>& rows) {
  Table selected{table.names, std::vector<TextColumn>(table.columns.size())};
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    for (const std::int64_t row : rows)
      selected.columns[c].push_back(
          table.columns[c].is_missing(row) ? std::nullopt : std::optional(table.columns[c][row]));
  return selected;
}

void append_rows(Table& table, const Table& more) {
  if (table.columns.empty()) {
    table = more;
    return;
  }
  if (table.names != more.names)
    throw Error("shape_mismatch", text("rows with the columns {} join a table with the columns {}",
                                       "列为 {} 的行不能并入列为 {} 的表",
                                       fmt::join(more.names, ", "), fmt::join(table.names, ", ")));
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    for (std::int64_t row = 0; row < more.size(); ++row)
      table.columns[c].push_back(
          more.columns[c].is_missing(row) ? std::nullopt : std::optional(more.columns[c][row]));
}

std::shared_ptr<const TableSource> table_in_memory(Table table) {
  return std::make_shared<TableInMemory>(std::move(table));
}

// Each cell with its length before it, so that no two tables give the same bytes.
std::string sha256_of_rows(const TableSource& source) {
  Sha256 hash;
  const auto add = [&](std::string_view cell) {
    hash.add(fmt::format("{}:", cell.size()));
    hash.add(cell);
  };
  for (const std::string& name : source.columns()) add(name);
  source.for_each_run([&](const Table& rows) {
    for (std::int64_t row = 0; row < rows.size(); ++row)
      for (const TextColumn& column : rows.columns)
        column.is_missing(row) ? hash.add("-") : add(column[row]);
  });
  return hash.digest();
}

Table read_table(const TableSource& source) {
  Table all;
  source.for_each_run([&](const Table& rows) { append_rows(all, rows); });
  if (all.columns.empty())
    all = {source.columns(), std::vector<TextColumn>(source.columns().size())};
  return all;
}

}  // namespace ingot
