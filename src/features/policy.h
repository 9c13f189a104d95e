// The elementary changes that rand_augment and trivial_augment choose from.
#pragma once

#include "features/augmentation_draws.h"
#include "features/canvas.h"

namespace ingot {

/// What the elementary changes do at strength 1.
struct PolicyRanges {
  double degrees;          ///< of a rotation
  double shear;            ///< pixels per pixel
  double move_share;       ///< of the side that a picture is moved along
  double colour;           ///< factors lie in [1 - colour, 1 + colour]
  std::int64_t lost_bits;  ///< of posterize
};

/// One of 14 changes, each with the same chance (of 13 for a grey picture, which has no
/// saturation), with a strength in [0, 1] and, where it has one, either sign: identity,
/// autocontrast, equalize, rotate, solarize, posterize, contrast, brightness, sharpness, shear and
/// move along both axes, saturation.
void apply_policy_change(Canvas& canvas, AugmentationDraws& draws, double strength,
                         const PolicyRanges& ranges);

}  // namespace ingot
