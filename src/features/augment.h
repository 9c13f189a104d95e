// Random changes of training pictures: the same row looks different in every epoch.
#pragma once

#include <span>

#include "features/augmentation.h"
#include "ingot/tensor.h"

namespace ingot {

/// Encoded rows of a batch and their targets after mixing.
struct Mixed {
  Tensor encoded;  ///< f32 (rows, channels, height, width)
  Tensor targets;  ///< f32 (rows, classes)
};

/// A list of augmentations with their options. Those of raw pictures are applied one after another,
/// those that mix rows afterwards, on what the pipeline made of them.
class Augmenter {
 public:
  /// Changes nothing.
  Augmenter() = default;

  /// list    JSON [{"name": ..., "options": {...}}, ...]; options that are not given have their
  ///         defaults
  /// errors  bad_augmentation, unknown_augmentation, unknown_option, bad_option
  explicit Augmenter(const nlohmann::json& list);

  /// The list with every option written down: an Augmenter of it does the same.
  [[nodiscard]] const nlohmann::json& declared() const { return declared_; }
  [[nodiscard]] bool changes_pictures() const { return !changes_.empty(); }
  [[nodiscard]] bool mixes_rows() const { return !mixes_.empty(); }

  /// The pictures as the network sees them in one epoch. A picture's result is a function of its
  /// pixels, (seed, epoch, its number in `rows`) and this list alone.
  ///
  /// pictures  u8 (rows, channels, height, width), 1 or 3 channels, at least one pixel
  /// rows      the number of each picture in the data set
  /// returns   the same type; `pictures` itself where nothing changes
  /// errors    shape_mismatch, dtype_mismatch
  [[nodiscard]] Tensor apply(const Tensor& pictures, std::span<const std::int64_t> rows,
                             std::int64_t epoch, std::uint64_t seed, int num_threads = 1) const;

  /// Each row mixed with a partner of the same batch: the row some places further, the same number
  /// for all, wrapping around. Where the list has several mixes, each batch is given one of them,
  /// with equal chances. Both are functions of (seed, epoch, the first of `rows`), how two rows are
  /// mixed of (seed, epoch, the row). A batch of one row stays as it is.
  ///
  /// encoded   f32 (rows, channels, height, width)
  /// targets   f32 (rows, classes), each row a distribution
  /// errors    shape_mismatch, dtype_mismatch
  [[nodiscard]] Mixed mix(const Tensor& encoded, const Tensor& targets,
                          std::span<const std::int64_t> rows, std::int64_t epoch,
                          std::uint64_t seed, int num_threads = 1) const;

 private:
  template <class Function>
  struct Step {
    std::uint32_t place;  // in the list
    Function function;
  };
  nlohmann::json declared_ = nlohmann::json::array();
  std::vector<Step<PictureChange>> changes_;
  std::vector<Step<RowMix>> mixes_;
};

}  // namespace ingot
