// The augmentation record: every fact about one random change of training pictures, in one place.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "features/augmentation_draws.h"
#include "features/canvas.h"
#include "ingot/error.h"

namespace ingot {

/// One option: a number, a whole number or a word, as its default is.
struct AugmentationOption {
  std::string name;
  nlohmann::json default_value;
  std::string doc;
  double least = 0, most = 0;           ///< of a number
  std::vector<std::string> words = {};  ///< that a text may be
};

/// All options of a record have a value of their type within its bounds.
class AugmentationOptions {
 public:
  explicit AugmentationOptions(nlohmann::json values) : values_(std::move(values)) {}
  [[nodiscard]] double number(const char* name) const { return values_.at(name).get<double>(); }
  [[nodiscard]] std::int64_t integer(const char* name) const {
    return values_.at(name).get<std::int64_t>();
  }
  [[nodiscard]] std::string word(const char* name) const {
    return values_.at(name).get<std::string>();
  }
  [[nodiscard]] const nlohmann::json& values() const { return values_; }

 private:
  nlohmann::json values_;
};

/// Changes one picture of 1 or 3 channels.
using PictureChange = std::function<void(Canvas&, AugmentationDraws&)>;

/// One encoded row, its partner of the same batch, and where the mixed one goes.
struct RowPair {
  PictureSize size;
  const float* own;
  const float* partner;
  float* out;
};
/// Mixes a row with its partner. returns the row's own weight, in [0, 1]; the partner has the rest.
using RowMix = std::function<double(const RowPair&, AugmentationDraws&)>;

struct AugmentationDef {
  std::string name;
  std::string doc;  ///< formula, then "Source: ..." where it has one
  std::vector<AugmentationOption> options;
  /// Options with which every picture stays as it is.
  nlohmann::json identity;
  /// Exactly one of the two: of the raw pictures, or of the encoded rows and their targets.
  PictureChange (*change)(const AugmentationOptions& options) = nullptr;
  RowMix (*mix)(const AugmentationOptions& options) = nullptr;
};

/// All augmentations in the order of their names; generated from src/features/augmentations.
[[nodiscard]] const std::vector<AugmentationDef>& augmentation_registry();
/// errors: unknown_augmentation, with a near name
[[nodiscard]] const AugmentationDef& find_augmentation(std::string_view name);

/// The options of `def`, with defaults where nothing is given.
/// errors: unknown_option (with a near name), bad_option
[[nodiscard]] AugmentationOptions complete_options(const AugmentationDef& def,
                                                   const nlohmann::json& given);

/// The option `p`: how many of the pictures are changed.
[[nodiscard]] AugmentationOption probability_option(double share);
/// Leaves a picture alone but for the share `p` of `options`.
[[nodiscard]] PictureChange sometimes(const AugmentationOptions& options, PictureChange change);

}  // namespace ingot
