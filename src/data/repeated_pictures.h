// Pictures that a data set has more than once, in whichever parts.
#pragma once

#include <array>

#include "data/near_duplicates.h"
#include "ingot/data.h"

namespace ingot {

/// Of more pictures only equal ones are looked for.
inline constexpr std::size_t kMostCompared = 50'000;
/// Pictures with shorter sides have too few details to be told apart.
inline constexpr std::int64_t kFewestComparedPixels = 16;

using RepeatedPictures = std::vector<std::vector<PictureAddress>>;

/// pictures  of all parts, one after another in the order of DataPart
/// sizes     how many of them each part has
[[nodiscard]] RepeatedPictures repeated_pictures(std::span<const PictureIdentity> pictures,
                                                 const std::array<std::size_t, 3>& sizes);

/// Those of `data`, by their pixels.
///
/// cost      SHA-256 of all pixels; of up to kMostCompared pictures 50 us and 1 KB each
[[nodiscard]] RepeatedPictures repeated_pictures(const Dataset& data, int num_threads);

}  // namespace ingot
