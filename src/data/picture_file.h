// Picture files: PNG and JPEG.
#pragma once

#include <filesystem>
#include <string_view>

#include "ingot/tensor.h"

namespace ingot {

/// The picture in a PNG or JPEG file; its content says which, not its name.
///
/// returns   u8 (channels, height, width): 1 channel for grey, else 3 (RGB). 16 bits per channel
///           become 8, palettes and CMYK become RGB, transparent pixels are blended with white.
///           Neither gamma nor colour profile nor EXIF orientation is applied.
/// errors    file_missing, file_unreadable, bad_picture (cut off, damaged, larger than 100 million
///           pixels, another kind of file)
[[nodiscard]] Tensor read_picture(const std::filesystem::path& path);
/// The same for bytes in memory; `name` is for messages.
[[nodiscard]] Tensor decode_picture(std::string_view bytes, const std::string& name);

/// The shape that `decode_picture` would return, from the file's header.
[[nodiscard]] Shape picture_shape(std::string_view bytes, const std::string& name);

/// Whether the name ends like a picture's: .png .jpg .jpeg, in upper or lower case.
[[nodiscard]] bool has_picture_name(const std::filesystem::path& path);

}  // namespace ingot
