// Ways to train a classifier of pictures, from the cheapest to the dearest.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ingot/error.h"

namespace ingot {

struct PictureRecipe {
  Text label;
  std::string model;
  std::map<std::string, std::string> settings;  ///< as `--set` takes them
  std::int64_t batch = 64;
};

/// The ladder. Each rung costs about three times the one before and is better where there is time
/// for some tens of epochs. Augmentation is not part of it: whether pictures may be mirrored is a
/// property of the data.
[[nodiscard]] const std::vector<PictureRecipe>& picture_recipes();

/// Whether its network and training have all these options.
[[nodiscard]] bool knows_settings(const PictureRecipe& recipe,
                                  const std::map<std::string, std::string>& settings);
/// The first rung that has all these options; the first of all where none has.
[[nodiscard]] const PictureRecipe& first_recipe_for(
    const std::map<std::string, std::string>& settings);

}  // namespace ingot
