// Some rows of a table of any length, each as likely as the others.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ingot/table.h"

namespace ingot {

/// The rows whose index has the smallest hashes; cells are cut off after some hundred bytes.
class RowSample {
 public:
  RowSample(const std::vector<std::string>& columns, std::int64_t most_rows);

  /// rows     a run of the table; the first one has the index `first`
  /// hashes   of their indices
  void add(const Table& rows, std::int64_t first, std::span<const std::uint64_t> hashes);

  struct Rows {
    Table table;
    std::vector<std::int64_t> indices;  ///< rising
    std::vector<std::uint64_t> hashes;
  };
  [[nodiscard]] Rows take() &&;

 private:
  void shrink();
  std::int64_t most_;
  std::uint64_t limit_ = ~std::uint64_t{0};
  Rows kept_;
};

}  // namespace ingot
