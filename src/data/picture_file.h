// Picture files: PNG, JPEG, WebP and BMP.
#pragma once

#include <filesystem>
#include <string_view>

#include "ingot/tensor.h"

namespace ingot {

/// In pixels, as the picture is seen.
struct PictureSize {
  std::int64_t height = 0, width = 0;
};

/// The picture in a PNG, JPEG, WebP or BMP file; its content says which, not its name.
///
/// returns   u8 (channels, height, width): 1 channel for grey, else 3 (RGB). 16 bits per channel
///           become 8, palettes and CMYK become RGB, transparent pixels are blended with white, the
///           EXIF orientation is applied (of PNG where it comes before the pixels). Of a moving
///           picture, the first frame. Neither gamma nor colour profile is applied.
/// errors    file_missing, file_unreadable, bad_picture (cut off, damaged, larger than 100 million
///           pixels, another kind of file)
/// cost      at most 12 bytes of memory for each pixel while decoding
[[nodiscard]] Tensor read_picture(const std::filesystem::path& path);
/// The same for bytes in memory; `name` is for messages.
[[nodiscard]] Tensor decode_picture(std::string_view bytes, const std::string& name);
/// The same at a smaller size, neither side less than wanted, where that is faster: a JPEG file at
/// 1/2, 1/4 or 1/8, each of its pixels from a low-pass of the 8 x 8 blocks. To resize that is not
/// bit for bit the same as to resize the whole picture, so a product must ask for one size always.
[[nodiscard]] Tensor decode_picture(std::string_view bytes, const std::string& name,
                                    const PictureSize& wanted_at_least);

/// The shape that `decode_picture` would return, from the file's header.
[[nodiscard]] Shape picture_shape(std::string_view bytes, const std::string& name);

/// The bytes of a picture file.
///
/// errors    file_missing, file_unreadable, bad_picture (more than 1 GiB, which no picture of 100
///           million pixels has)
[[nodiscard]] std::string read_picture_bytes(const std::filesystem::path& path);

/// Whether the name ends like a picture's: .png .jpg .jpeg .jfif .webp .bmp, in upper or lower
/// case.
[[nodiscard]] bool has_picture_name(const std::filesystem::path& path);

}  // namespace ingot
