// Files of tables made in tests, and what was read from them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ingot/table.h"

namespace ingot {

/// A folder of its own, removed at the end.
class TableFolder {
 public:
  TableFolder();
  ~TableFolder();
  TableFolder(const TableFolder&) = delete;
  TableFolder& operator=(const TableFolder&) = delete;

  /// Writes the file `name`; returns its path.
  std::string write(const std::string& name, std::string_view bytes) const;
  std::string write_gzipped(const std::string& name, std::string_view bytes) const;
  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }

 private:
  std::filesystem::path folder_;
};

/// "a|b" for each row; a missing cell is "-".
[[nodiscard]] std::vector<std::string> lines_of(const Table& table);
[[nodiscard]] std::vector<std::string> lines_of(const TableSource& source);
/// All notes in English, joined by "; ".
[[nodiscard]] std::string notes_of(const TableSource& source);
/// The code and the English message of the Error that `body` throws; empty where it throws none.
template <class Body>
[[nodiscard]] std::string error_of(const Body& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.code() + ": " + e.message().en;
  }
  return "";
}

}  // namespace ingot
