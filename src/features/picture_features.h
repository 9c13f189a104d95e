// What can be measured of a picture without knowing what it shows.
#pragma once

#include <string>
#include <vector>

#include "ingot/error.h"
#include "ingot/tensor.h"

namespace ingot {

/// One measure of every picture.
struct PictureFeature {
  std::string name;
  Text label;
  std::vector<double> values;
};

/// brightness   mean luma, 0 black to 1 white
/// contrast     standard deviation of the luma, 0 to 0.5 (Peli 1990)
/// sharpness    standard deviation of the luma's Laplacian; low where a picture is blurred
///              (Pech-Pacheco et al. 2000); 0 for pictures under 3 pixels
/// saturation   mean of max(R, G, B) - min(R, G, B), 0 to 1; only of coloured pictures
///
/// pictures   u8 (rows, channels, height, width), 1 or 3 channels
/// errors     shape_mismatch, dtype_mismatch
/// cost       O(elements); the same bits for every number of threads
/// source     luma: ITU-R BT.601
[[nodiscard]] std::vector<PictureFeature> picture_features(const Tensor& pictures);

}  // namespace ingot
