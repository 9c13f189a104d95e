// IDX files, plain or gzipped: the format of MNIST and its relatives.
#pragma once

#include <filesystem>
#include <optional>

#include "ingot/tensor.h"

namespace ingot {

/// The array in an IDX file of unsigned bytes (u8) or of whole numbers of four bytes (i32).
///
/// errors    file_missing, bad_idx (truncated, trailing bytes, wrong magic, other element types)
/// source    Y. LeCun, "The MNIST database": magic 0, 0, type, rank, then big-endian sizes
[[nodiscard]] Tensor read_idx(const std::filesystem::path& path);
/// (rows, height, width) of a whole, plain file of bytes with three axes, from its header and size;
/// nothing for any other file.
[[nodiscard]] std::optional<Shape> plain_idx_shape(const std::filesystem::path& path);
/// The same for bytes in memory that are not gzipped; `path` is for messages.
[[nodiscard]] Tensor parse_idx(std::string_view bytes, const std::filesystem::path& path);

/// What stands in an IDX file before its data, for u8 or i32.
[[nodiscard]] std::string idx_header(DType dtype, const Shape& shape);
void append_big_endian(std::string& bytes, std::int32_t value);

}  // namespace ingot
