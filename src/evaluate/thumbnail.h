// Pictures for pages: small, and in the format that takes fewer bytes.
#pragma once

#include <string>

#include "ingot/tensor.h"

namespace ingot {

struct ThumbnailOptions {
  std::int64_t max_side = 160;  ///< pixels; larger pictures are shrunk, smaller ones stay
  int jpeg_quality = 82;
};

/// A data: URI of the picture. Up to 64 pixels a side it is a PNG, bit for bit what the model saw;
/// above that a PNG or a JPEG, whichever is shorter.
///
/// picture   u8 (channels, height, width), 1 or 3 channels
/// errors    shape_mismatch, dtype_mismatch, jpeg_failed
[[nodiscard]] std::string thumbnail_uri(const Tensor& picture,
                                        const ThumbnailOptions& options = {});

}  // namespace ingot
