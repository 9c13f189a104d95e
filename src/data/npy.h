// NumPy's array files.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "ingot/tensor.h"

namespace ingot {

/// A file whose bytes come one after the other.
struct NpySource {
  std::string name;  ///< for messages
  std::uint64_t size_bytes = 0;
  /// Puts the next `count` bytes into `out`; returns how many there were.
  std::function<std::size_t(char* out, std::size_t count)> read;
};

/// The array in an .npy file, of either byte order, in C or Fortran order (which is brought to C).
///
/// returns   bool, i8, u8, i32, i64, f16, f32, f64 as they are; u16 and i16 as i32, u32 and u64 as
///           i64
/// errors    bad_npy: not such a file, cut off or longer than its header says, elements that are
///           text, objects, records or complex, a u64 above the range of i64
/// cost      the array is read where it stays; arrays that change their type or order are held
///           twice. Nothing is taken before the header agrees with the file's size
/// source    NumPy, "A simple file format for NumPy arrays" (NEP 1), versions 1.0 to 3.0
[[nodiscard]] Tensor read_npy(const NpySource& source);
/// The same for bytes in memory.
[[nodiscard]] Tensor parse_npy(std::string_view bytes, const std::string& name);

}  // namespace ingot
