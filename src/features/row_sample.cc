#include "features/row_sample.h"

#include <algorithm>
#include <numeric>

namespace ingot {
namespace {

constexpr std::size_t kMostBytesOfCell = 256;

/// Without half a character at the end.
std::string_view cut_off(std::string_view cell) {
  if (cell.size() <= kMostBytesOfCell) return cell;
  std::size_t end = kMostBytesOfCell;
  while (end > 0 && (cell[end] & 0xc0) == 0x80) --end;
  return cell.substr(0, end);
}

template <class T>
std::vector<T> chosen(const std::vector<T>& from, const std::vector<std::int64_t>& places) {
  std::vector<T> taken;
  taken.reserve(places.size());
  for (const std::int64_t i : places) taken.push_back(from[static_cast<std::size_t>(i)]);
  return taken;
}

}  // namespace

RowSample::RowSample(const std::vector<std::string>& columns, std::int64_t most_rows)
    : most_(most_rows) {
  kept_.table = {columns, std::vector<TextColumn>(columns.size())};
}

void RowSample::add(const Table& rows, std::int64_t first, std::span<const std::uint64_t> hashes) {
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    const std::uint64_t hash = hashes[static_cast<std::size_t>(row)];
    if (hash >= limit_) continue;
    for (std::size_t c = 0; c < rows.columns.size(); ++c) {
      const TextColumn& column = rows.columns[c];
      kept_.table.columns[c].push_back(
          column.is_missing(row) ? std::nullopt : std::optional(cut_off(column[row])));
    }
    kept_.indices.push_back(first + row);
    kept_.hashes.push_back(hash);
    if (static_cast<std::int64_t>(kept_.hashes.size()) >= 2 * most_) shrink();
  }
}

void RowSample::shrink() {
  if (static_cast<std::int64_t>(kept_.hashes.size()) <= most_) return;
  std::vector<std::uint64_t> sorted = kept_.hashes;
  std::ranges::nth_element(sorted, sorted.begin() + most_);
  limit_ = sorted[static_cast<std::size_t>(most_)];
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < kept_.hashes.size(); ++i)
    if (kept_.hashes[i] < limit_) places.push_back(static_cast<std::int64_t>(i));
  kept_ = {select_rows(kept_.table, places), chosen(kept_.indices, places),
           chosen(kept_.hashes, places)};
}

RowSample::Rows RowSample::take() && {
  shrink();
  return std::move(kept_);
}

}  // namespace ingot
