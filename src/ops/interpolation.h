// Where the elements of a resized tensor come from: resize and its gradient.
#pragma once

#include <vector>

#include "ops/operand.h"
#include "ops/window.h"

namespace ingot {

/// One output position along an axis: (1 - weight) x[low] + weight x[high].
struct Sampling {
  std::int64_t low = 0, high = 0;
  double weight = 0;
};

/// Three spatial axes, those that the tensor lacks of size 1 in front.
struct Interpolation {
  std::array<std::int64_t, 3> input{1, 1, 1}, output{1, 1, 1};
  std::array<std::vector<Sampling>, 3> axes;

  [[nodiscard]] std::int64_t input_size() const { return input[0] * input[1] * input[2]; }
  [[nodiscard]] std::int64_t output_size() const { return output[0] * output[1] * output[2]; }
};

/// Attributes mode and align_corners of `n`. errors: bad_attribute, shape_mismatch
void require_interpolation(const NodeView& n, const Ints& input, const Ints& output);
[[nodiscard]] Interpolation make_interpolation(const NodeView& n, const Ints& input,
                                               const Ints& output);

/// Calls f(output offset, input offset, weight) for every pair that a weight above 0 joins.
template <class C, class F>
void for_each_sample(const Interpolation& p, F&& f) {
  const auto ends = [](const Sampling& s) {
    return std::array<std::pair<std::int64_t, C>, 2>{
        {{s.low, static_cast<C>(1 - s.weight)}, {s.high, static_cast<C>(s.weight)}}};
  };
  std::int64_t out = 0;
  for (const Sampling& sd : p.axes[0])
    for (const Sampling& sh : p.axes[1])
      for (const Sampling& sw : p.axes[2]) {
        for (const auto& [d, wd] : ends(sd))
          for (const auto& [h, wh] : ends(sh))
            for (const auto& [w, ww] : ends(sw)) {
              const C weight = wd * wh * ww;
              if (weight != 0) f(out, (d * p.input[1] + h) * p.input[2] + w, weight);
            }
        ++out;
      }
}

}  // namespace ingot
