#include "ingot/table.h"

#include <algorithm>

#include "base/near_name.h"
#include "base/sha256.h"

namespace ingot {
namespace {

constexpr std::int64_t kRun = 8192;

using Body = std::function<void(const Table& rows)>;

void append_cell(TextColumn& to, const TextColumn& from, std::int64_t row) {
  if (from.is_missing(row))
    to.append_missing();
  else
    to.append(from[row]);
}

void append_cells(TextColumn& to, const TextColumn& from, std::int64_t begin, std::int64_t end) {
  for (std::int64_t row = begin; row < end; ++row) append_cell(to, from, row);
}

class TableInMemory final : public TableSource {
 public:
  explicit TableInMemory(Table table) : table_(std::move(table)) {}
  [[nodiscard]] const std::vector<std::string>& columns() const override { return table_.names; }
  void for_each_run(const Body& body) const override {
    if (table_.size() > kRun)
      for_each_run_of(table_.names, body);
    else if (table_.size() > 0)
      body(table_);
  }
  void for_each_run_of(const std::vector<std::string>& columns, const Body& body) const override {
    const std::vector<std::size_t> places = places_of(columns);
    for (std::int64_t begin = 0; begin < table_.size(); begin += kRun) {
      const std::int64_t end = std::min(begin + kRun, table_.size());
      Table run{columns, std::vector<TextColumn>(columns.size())};
      for (std::size_t i = 0; i < places.size(); ++i)
        append_cells(run.columns[i], table_.columns[places[i]], begin, end);
      body(run);
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
  void for_each_run(const Body& body) const override { source_->for_each_run(chosen(body)); }
  void for_each_run_of(const std::vector<std::string>& columns, const Body& body) const override {
    source_->for_each_run_of(columns, chosen(body));
  }
  [[nodiscard]] const std::vector<Text>& notes() const override { return source_->notes(); }
  [[nodiscard]] std::string sha256() const override { return sha256_of_rows(*this); }

 private:
  // Takes all rows, one run after another, and gives the chosen ones on.
  [[nodiscard]] Body chosen(const Body& body) const {
    return [&body, begin = std::int64_t{0}, next = rows_.begin(),
            end = rows_.end()](const Table& run) mutable {
      std::vector<std::int64_t> kept;
      for (; next != end && *next < begin + run.size(); ++next) kept.push_back(*next - begin);
      begin += run.size();
      if (std::ssize(kept) == run.size())
        body(run);
      else if (!kept.empty())
        body(select_rows(run, kept));
    };
  }

  std::shared_ptr<const TableSource> source_;
  std::vector<std::int64_t> rows_;
};

}  // namespace

std::vector<std::size_t> TableSource::places_of(const std::vector<std::string>& names) const {
  std::vector<std::size_t> places;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(columns(), name);
    if (found == columns().end()) {
      const std::string near = near_name(name, columns());
      throw Error("missing_column", text("there is no column {}", "没有名为 {} 的列", name))
          .fix(near.empty() ? text("name one of its columns", "请给出其中一列的列名")
                            : text("did you mean {}?", "是否想写 {}?", near));
    }
    places.push_back(static_cast<std::size_t>(found - columns().begin()));
  }
  return places;
}

void TableSource::for_each_run_of(const std::vector<std::string>& columns, const Body& body) const {
  const std::vector<std::size_t> places = places_of(columns);
  for_each_run([&](const Table& run) {
    Table part{columns, {}};
    for (const std::size_t place : places) part.columns.push_back(run.columns[place]);
    body(part);
  });
}

std::shared_ptr<const TableSource> selected_rows(std::shared_ptr<const TableSource> source,
                                                 std::vector<std::int64_t> rows) {
  return std::make_shared<SelectedRows>(std::move(source), std::move(rows));
}

TextColumn::TextColumn(std::string bytes, const std::vector<std::int32_t>& lengths)
    : bytes_(std::move(bytes)), ends_(lengths.size()), missing_(lengths.size()) {
  std::size_t end = 0;
  for (std::size_t row = 0; row < lengths.size(); ++row) {
    end += static_cast<std::size_t>(std::max(lengths[row], 0));
    ends_[row] = end;
    if (lengths[row] < 0) missing_[row] = true;
  }
}

void TextColumn::push_back(std::optional<std::string_view> cell) {
  if (cell)
    append(*cell);
  else
    append_missing();
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
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const TextColumn& cells = table.columns[c];
    const auto share = static_cast<double>(rows.size()) / static_cast<double>(table.size());
    selected.columns[c].reserve(
        std::ssize(rows), static_cast<std::size_t>(share * static_cast<double>(cells.bytes())));
    for (const std::int64_t row : rows) append_cell(selected.columns[c], cells, row);
  }
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
    append_cells(table.columns[c], more.columns[c], 0, more.size());
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
