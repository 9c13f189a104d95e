// The rows of a table, read while those before them are worked on.
#pragma once

#include <functional>

#include "ingot/table.h"

namespace ingot {

/// As rows.for_each_run(body), with the next runs read by a thread of its own where there may be
/// two.
///
/// errors    those of the source and of `body`
/// cost      memory of three runs
void for_each_run_ahead(const TableSource& rows, int num_threads,
                        const std::function<void(const Table& rows)>& body);

}  // namespace ingot
