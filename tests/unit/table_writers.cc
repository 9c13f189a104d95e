#include "tests/unit/table_writers.h"

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include "base/files.h"

namespace ingot {

namespace fs = std::filesystem;

TableFolder::TableFolder() {
  static int number = 0;
  folder_ = fs::path(::testing::TempDir()) / fmt::format("tables{}-{}", ::getpid(), ++number);
  fs::create_directories(folder_);
}

TableFolder::~TableFolder() { fs::remove_all(folder_); }

std::string TableFolder::write(const std::string& name, std::string_view bytes) const {
  write_file(folder_ / name, bytes);
  return path(name);
}

std::string TableFolder::write_gzipped(const std::string& name, std::string_view bytes) const {
  gzFile file = gzopen(path(name).c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  return path(name);
}

std::vector<std::string> lines_of(const Table& table) {
  std::vector<std::string> lines;
  for (std::int64_t row = 0; row < table.size(); ++row) {
    std::string line;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (c > 0) line += '|';
      line += table.columns[c].is_missing(row) ? "-" : table.columns[c][row];
    }
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> lines_of(const TableSource& source) {
  return lines_of(read_table(source));
}

std::string notes_of(const TableSource& source) {
  std::string all;
  for (const Text& note : source.notes()) all += (all.empty() ? "" : "; ") + note.en;
  return all;
}

}  // namespace ingot
