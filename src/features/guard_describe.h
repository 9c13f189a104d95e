// The guard's findings in words.
#pragma once

#include "features/guard_sample.h"

namespace ingot {

/// How cells are written: "%d/%m/%Y", "1.234,5".
[[nodiscard]] std::string describe(const Reading& reading);

/// How the rows of a file differ from those of the training: their median, or the value whose share
/// changed most.
[[nodiscard]] Text describe_drift(const GuardColumn& column, const ColumnSample& sample,
                                  const ReadCells& rows);

}  // namespace ingot
