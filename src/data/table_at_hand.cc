#include "data/table_at_hand.h"

#include "base/scratch_file.h"
#include "data/read_ahead.h"

namespace ingot {
namespace {

using Body = std::function<void(const Table& rows)>;

std::size_t bytes_of(const Table& rows) {
  std::size_t bytes = 0;
  for (const TextColumn& column : rows.columns) bytes += column.bytes();
  return bytes;
}

// Runs of rows; of each run one column after another: the length of each cell, -1 where it is
// missing, then the cells.
class SpilledTable final : public TableSource {
 public:
  explicit SpilledTable(const TableSource& source)
      : names_(source.columns()), notes_(source.notes()), sha256_(source.sha256()) {}

  void append(const Table& rows) {
    Run run{rows.size(), {}};
    for (const TextColumn& column : rows.columns) {
      std::vector<std::int32_t> lengths;
      std::string cells;
      for (std::int64_t row = 0; row < column.size(); ++row) {
        lengths.push_back(column.is_missing(row) ? -1
                                                 : static_cast<std::int32_t>(column[row].size()));
        cells += column[row];
      }
      run.blocks.push_back({file_.size(), static_cast<std::int64_t>(cells.size())});
      file_.append(std::as_bytes(std::span(lengths)));
      file_.append(std::as_bytes(std::span(cells)));
    }
    runs_.push_back(std::move(run));
  }

  [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
  [[nodiscard]] const std::vector<Text>& notes() const override { return notes_; }
  [[nodiscard]] std::string sha256() const override { return sha256_; }
  void for_each_run(const Body& body) const override { for_each_run_of(names_, body); }
  void for_each_run_of(const std::vector<std::string>& columns, const Body& body) const override {
    const std::vector<std::size_t> places = places_of(columns);
    for (const Run& run : runs_) {
      Table rows{columns, {}};
      for (const std::size_t c : places) rows.columns.push_back(read(run, run.blocks[c]));
      body(rows);
    }
  }

 private:
  struct Block {
    std::int64_t place = 0, bytes = 0;  // of the cells
  };
  struct Run {
    std::int64_t rows = 0;
    std::vector<Block> blocks;  // of the columns
  };

  [[nodiscard]] TextColumn read(const Run& run, const Block& block) const {
    std::vector<std::int32_t> lengths(static_cast<std::size_t>(run.rows));
    std::string cells(static_cast<std::size_t>(block.bytes), '\0');
    const auto into = std::as_writable_bytes(std::span(lengths));
    file_.read(block.place, into);
    file_.read(block.place + std::ssize(into), std::as_writable_bytes(std::span(cells)));
    return {std::move(cells), lengths};
  }

  std::vector<std::string> names_;
  std::vector<Text> notes_;
  std::string sha256_;
  ScratchFile file_;
  std::vector<Run> runs_;
};

}  // namespace

std::shared_ptr<const TableSource> kept_in_memory(std::shared_ptr<const TableSource> source,
                                                  std::int64_t rows, std::size_t most_bytes) {
  struct TooLarge {};
  Table all{source->columns(), std::vector<TextColumn>(source->columns().size())};
  try {
    source->for_each_run([&](const Table& run) {
      append_rows(all, run);
      const auto share = static_cast<double>(all.size()) / static_cast<double>(rows);
      if (static_cast<double>(bytes_of(all)) > share * static_cast<double>(most_bytes))
        throw TooLarge();
    });
  } catch (const TooLarge&) {
    return source;
  }
  return table_in_memory(std::move(all));
}

std::shared_ptr<const TableSource> kept_at_hand(std::shared_ptr<const TableSource> source,
                                                int num_threads, std::size_t most_bytes) {
  Table all{source->columns(), std::vector<TextColumn>(source->columns().size())};
  std::shared_ptr<SpilledTable> spilled;
  for_each_run_ahead(*source, num_threads, [&](const Table& run) {
    if (spilled) return spilled->append(run);
    append_rows(all, run);
    if (bytes_of(all) <= most_bytes) return;
    spilled = std::make_shared<SpilledTable>(*source);
    table_in_memory(std::exchange(all, {}))->for_each_run([&](const Table& rows) {
      spilled->append(rows);
    });
  });
  if (spilled) return spilled;
  return table_in_memory(std::move(all));
}

}  // namespace ingot
