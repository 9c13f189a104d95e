#include "features/text_entries.h"

#include <algorithm>

namespace ingot {

void EntryCounts::add_row(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) {
    Count& count = counts_[entry];
    if (std::exchange(count.last_row, rows_) != rows_) ++count.rows;
  }
  ++rows_;
}

std::vector<EntryCounts::Entry> EntryCounts::most_frequent(std::int64_t least_rows,
                                                           std::size_t most) const {
  std::vector<Entry> entries;
  for (const auto& [text, count] : counts_)
    if (count.rows >= least_rows) entries.push_back({text, count.rows});
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
    return a.rows != b.rows ? a.rows > b.rows : a.text < b.text;
  });
  if (entries.size() > most) entries.resize(most);
  return entries;
}

EntryNumbers::EntryNumbers(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) numbers_.emplace(entry, size());
}

std::optional<std::int64_t> EntryNumbers::find(std::string_view entry) const {
  const auto found = numbers_.find(entry);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace ingot
