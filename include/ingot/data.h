// Data sets as they come from files.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// Labelled pictures of one size.
///
/// pixels    u8 (rows, channels, height, width), 0 black to 255 white
/// labels    one per row, an index into the class names; empty when there are none
struct Pictures {
  Tensor pixels;
  std::vector<std::int64_t> labels;
  /// Where each row comes from; empty when the rows are not files.
  std::vector<std::string> names = {};

  [[nodiscard]] std::int64_t size() const { return pixels.shape()[0]; }
};

struct Dataset {
  std::string name;
  std::vector<std::string> class_names;
  Pictures train;
  /// The part that the data set brings for testing.
  std::optional<Pictures> test;
  /// SHA-256 over the files in the order of their names, for provenance.
  std::string sha256;
  /// The part that the data set brings for validation.
  std::optional<Pictures> valid = {};
};

/// Opens what `source` names: `sample:fashion-mnist`; a folder of IDX files
/// (`train-images-idx3-ubyte`, optionally `.gz`); a folder with one sub-folder of PNG and JPEG
/// files per class, below `train`, `test` and `valid` where it has such parts. All pictures get the
/// size of the first one (at most 256 pixels along its longer side), and its colours if any is
/// coloured.
///
/// errors    unknown_sample, file_missing, unknown_data, bad_idx, bad_picture, unknown_class
[[nodiscard]] Dataset open_dataset(const std::string& source);
/// The same with all pictures brought to the shape `row`, (channels, height, width).
[[nodiscard]] Dataset open_dataset(const std::string& source, const Shape& row);

/// Pictures to predict, brought to the shape `row`: a PNG, JPEG or IDX file; a folder or a glob of
/// pictures; of a data set its test part, or all its pictures where there is none.
///
/// errors    unknown_sample, file_missing, unknown_data, bad_idx, bad_picture
[[nodiscard]] Pictures read_pictures(const std::string& source, const Shape& row);

/// Row indices of the parts of one data set, ascending.
struct Split {
  std::vector<std::int64_t> train, valid, test;
};

/// Splits `num_rows` rows at random, each class in its proportion, by `seed`. `valid` and `test`
/// are shares of all rows; `test` is 0 when the data bring a test part. Depends on nothing but its
/// arguments.
[[nodiscard]] Split stratified_split(const std::vector<std::int64_t>& labels, double valid,
                                     double test, std::int64_t seed);

/// The order in which an epoch visits `rows`: a permutation by (seed, epoch).
[[nodiscard]] std::vector<std::int64_t> shuffled(std::vector<std::int64_t> rows, std::int64_t seed,
                                                 std::int64_t epoch);

}  // namespace ingot
