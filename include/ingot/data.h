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
};

/// Opens what `source` names: a folder of IDX files (`train-images-idx3-ubyte`, optionally `.gz`),
/// or `sample:fashion-mnist`.
///
/// errors    unknown_sample, file_missing, unknown_data, bad_idx
[[nodiscard]] Dataset open_dataset(const std::string& source);

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
