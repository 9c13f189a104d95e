// Pictures as PNG in memory, for pages.
#pragma once

#include <string>
#include <string_view>

#include "ingot/tensor.h"

namespace ingot {

/// The bytes of a PNG file.
///
/// picture   u8 (height, width) grey, or (height, width, channels) with 1 (grey), 3 (RGB) or 4
/// (RGBA) errors    shape_mismatch, dtype_mismatch
[[nodiscard]] std::string encode_png(const Tensor& picture);

/// "data:TYPE;base64,..." of a file's bytes.
[[nodiscard]] std::string data_uri(std::string_view type, const std::string& file);

/// "data:image/png;base64,..."
[[nodiscard]] std::string png_data_uri(const Tensor& picture);

/// (height, width, channels) of any numeric type as u8: `low` becomes 0, `high` 255, clipped.
[[nodiscard]] Tensor to_bytes(const Tensor& picture, double low, double high);

}  // namespace ingot
