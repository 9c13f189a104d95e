// IDX files, plain or gzipped: the format of MNIST and its relatives.
#pragma once

#include <filesystem>

#include "ingot/tensor.h"

namespace ingot {

/// The array in an IDX file of unsigned bytes.
///
/// errors    file_missing, bad_idx (truncated, trailing bytes, wrong magic, other element types)
/// source    Y. LeCun, "The MNIST database": magic 0, 0, type, rank, then big-endian sizes
[[nodiscard]] Tensor read_idx(const std::filesystem::path& path);

}  // namespace ingot
