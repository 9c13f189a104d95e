#include "features/policy.h"

#include <array>
#include <cmath>

#include "features/colour_change.h"
#include "features/pixel_levels.h"
#include "features/sharpen.h"
#include "features/shift.h"
#include "features/warp.h"

namespace ingot {
namespace {

struct Strength {
  double unsigned_one, signed_one;
  const PolicyRanges& ranges;

  [[nodiscard]] double factor() const { return 1 + signed_one * ranges.colour; }
  [[nodiscard]] std::int64_t pixels(std::int64_t side) const {
    return std::llround(signed_one * ranges.move_share * static_cast<double>(side));
  }
};

using PolicyChange = void (*)(Canvas&, const Strength&);

// Saturation is the last, so that grey pictures can leave it out.
constexpr std::array<PolicyChange, 14> kChanges = {
    [](Canvas&, const Strength&) {},
    [](Canvas& c, const Strength&) { autocontrast(c); },
    [](Canvas& c, const Strength&) { equalize(c); },
    [](Canvas& c, const Strength& s) { warp(c, {.degrees = s.signed_one * s.ranges.degrees}, 0); },
    [](Canvas& c, const Strength& s) {
      solarize(c, static_cast<int>(std::lround(256 * (1 - s.unsigned_one))));
    },
    [](Canvas& c, const Strength& s) {
      posterize(c, 8 - static_cast<int>(
                           std::lround(s.unsigned_one * static_cast<double>(s.ranges.lost_bits))));
    },
    [](Canvas& c, const Strength& s) { change_colours(c, {.contrast = s.factor()}); },
    [](Canvas& c, const Strength& s) { change_colours(c, {.brightness = s.factor()}); },
    [](Canvas& c, const Strength& s) { sharpen(c, s.factor()); },
    [](Canvas& c, const Strength& s) { warp(c, {.shear_x = s.signed_one * s.ranges.shear}, 0); },
    [](Canvas& c, const Strength& s) { warp(c, {.shear_y = s.signed_one * s.ranges.shear}, 0); },
    [](Canvas& c, const Strength& s) { shift(c, 0, s.pixels(c.size().width), Border::zero); },
    [](Canvas& c, const Strength& s) { shift(c, s.pixels(c.size().height), 0, Border::zero); },
    [](Canvas& c, const Strength& s) { change_colours(c, {.saturation = s.factor()}); },
};

}  // namespace

void apply_policy_change(Canvas& canvas, AugmentationDraws& draws, double strength,
                         const PolicyRanges& ranges) {
  const auto changes = static_cast<std::int64_t>(kChanges.size()) - (canvas.size().channels == 1);
  const auto chosen = static_cast<std::size_t>(draws.below(changes));
  kChanges[chosen](canvas, {strength, draws.sign() * strength, ranges});
}

}  // namespace ingot
