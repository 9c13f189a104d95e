// Tables that are read several times.
#pragma once

#include <memory>

#include "ingot/table.h"

namespace ingot {

/// Memory that the cells of one table may take.
inline constexpr std::size_t kMostTableBytes = 256'000'000;

/// In memory where the cells of its `rows` rows take at most so many bytes, as the first of them
/// let expect; else as it is.
[[nodiscard]] std::shared_ptr<const TableSource> kept_in_memory(
    std::shared_ptr<const TableSource> source, std::int64_t rows,
    std::size_t most_bytes = kMostTableBytes);

/// In memory where the cells take at most so many bytes, else in a scratch file, from which columns
/// are read each by itself.
///
/// errors    those of ScratchFile and of reading the source
/// cost      one pass over the source; on disk its cells and 4 bytes for each
[[nodiscard]] std::shared_ptr<const TableSource> kept_at_hand(
    std::shared_ptr<const TableSource> source, int num_threads,
    std::size_t most_bytes = kMostTableBytes);

}  // namespace ingot
