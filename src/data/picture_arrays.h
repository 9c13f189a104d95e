// Labelled pictures from NumPy arrays.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ingot/data.h"

namespace ingot {

struct PictureArrays {
  /// The labels that the training part has, ascending, as text; one-hot labels are their columns.
  std::vector<std::string> class_names;
  Pictures train;
  std::optional<Pictures> valid, test;
};

/// The parts in an .npz file: `x_train` and `y_train`, `x_test` and `y_test`, `x_valid` (`x_val`)
/// and `y_valid`; or `train_images` and `train_labels` (and so on); or `images` and `labels`; or
/// `x` and `y`; in upper or lower case. Without labels the parts have none and there are no
/// classes.
///
/// errors    file_missing, bad_npz, bad_npy, bad_array (no such arrays, other shapes or values, a
///           test label that the training part lacks)
[[nodiscard]] PictureArrays read_picture_arrays(const std::filesystem::path& npz);

/// array     (n, h, w), (n, h, w, c) or (n, c, h, w) with c = 1 or 3: integers 0 to 255, or floats
///           or truth values 0 to 1
/// returns   u8 (n, c, h, w); floats times 255, rounded to nearest
/// errors    bad_array, also where both the second and the last axis could be the channels
[[nodiscard]] Tensor pictures_of_array(const Tensor& array, const std::string& name);

/// array     (n) or (n, 1) integers, or (n, classes) with one 1 in each row, the rest 0
/// returns   the integers, or the columns of the ones
/// errors    bad_array
[[nodiscard]] std::vector<std::int64_t> labels_of_array(const Tensor& array,
                                                        const std::string& name);

}  // namespace ingot
