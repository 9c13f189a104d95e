#include "base/sha256.h"
#include "data/table_error.h"
#include "data/table_files.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

class JoinedReader final : public RowReader {
 public:
  explicit JoinedReader(const std::vector<TablePointer>& tables) : tables_(tables) {}
  bool read(Table& rows) override {
    while (next_ <= tables_.size()) {
      if (reader_ && reader_->read(rows)) return true;
      if (next_ == tables_.size()) return false;
      reader_ = tables_[next_++]->reader();
    }
    return false;
  }

 private:
  const std::vector<TablePointer>& tables_;
  std::size_t next_ = 0;
  std::unique_ptr<RowReader> reader_;
};

class JoinedTables final : public PulledTable {
 public:
  explicit JoinedTables(std::vector<TablePointer> tables) : tables_(std::move(tables)) {
    names_ = tables_[0]->columns();
    notes_ = tables_[0]->notes();
    notes_.push_back(
        text("{} files, in the order of their names", "{} 个文件, 按文件名顺序", tables_.size()));
  }
  [[nodiscard]] std::unique_ptr<RowReader> reader() const override {
    return std::make_unique<JoinedReader>(tables_);
  }
  [[nodiscard]] std::string sha256() const override {
    Sha256 hash;
    for (const TablePointer& table : tables_) hash.add(table->sha256());
    return hash.digest();
  }

 private:
  std::vector<TablePointer> tables_;
};

}  // namespace

TablePointer join_tables(std::vector<TablePointer> tables, const std::vector<fs::path>& files) {
  if (tables.size() == 1) return std::move(tables[0]);
  for (std::size_t i = 1; i < tables.size(); ++i)
    if (tables[i]->columns() != tables[0]->columns())
      throw bad_table(files[i].string(), 0,
                      text("its columns are {}; those of {} are {}", "其列为 {}; 而 {} 的列为 {}",
                           fmt::join(tables[i]->columns(), ", "), files[0].string(),
                           fmt::join(tables[0]->columns(), ", ")))
          .fix(text("name files of one kind, or join them with --sql",
                    "请只给出同类文件, 或用 --sql 连接它们"));
  return std::make_shared<JoinedTables>(std::move(tables));
}

}  // namespace ingot
