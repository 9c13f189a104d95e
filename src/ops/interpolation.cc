#include "ops/interpolation.h"

#include <cmath>

namespace ingot {
namespace {

Sampling nearest(std::int64_t o, std::int64_t input, std::int64_t output) {
  const std::int64_t at = o * input / output;
  return {at, at, 0};
}

Sampling linear(std::int64_t o, std::int64_t input, std::int64_t output, bool align_corners) {
  const auto in = static_cast<double>(input), out = static_cast<double>(output);
  const auto at = static_cast<double>(o);
  double place = (at + 0.5) * in / out - 0.5;
  if (align_corners) place = output > 1 ? at * (in - 1) / (out - 1) : 0;
  place = std::clamp(place, 0.0, in - 1);
  const auto low = static_cast<std::int64_t>(std::floor(place));
  return {low, std::min(low + 1, input - 1), place - static_cast<double>(low)};
}

}  // namespace

void require_interpolation(const NodeView& n, const Ints& input, const Ints& output) {
  const std::string& mode = n.string("mode");
  if (mode != "nearest" && mode != "linear")
    throw n.fail("bad_attribute", text("mode \"{}\" is neither nearest nor linear",
                                       "mode \"{}\" 须为 nearest 或 linear", mode));
  n.require(!input.empty() && input.size() <= 3,
            text("1 to 3 spatial axes", "须有 1 到 3 个空间轴"));
  n.require(
      input.size() == output.size(),
      text("{} sizes for {} spatial axes", "{} 个大小对 {} 个空间轴", output.size(), input.size()));
  for (std::size_t i = 0; i < input.size(); ++i)
    n.require(
        output[i] >= 0 && (input[i] > 0 || output[i] == 0),
        text("an axis of {} cannot become {}", "大小为 {} 的轴不能变为 {}", input[i], output[i]));
}

Interpolation make_interpolation(const NodeView& n, const Ints& input, const Ints& output) {
  Interpolation p;
  p.axes.fill({Sampling{}});
  const bool is_linear = n.string("mode") == "linear", corners = n.flag("align_corners");
  for (std::size_t i = 0; i < input.size(); ++i) {
    const std::size_t axis = i + 3 - input.size();
    p.input[axis] = input[i];
    p.output[axis] = output[i];
    p.axes[axis].clear();
    for (std::int64_t o = 0; o < output[i]; ++o)
      p.axes[axis].push_back(is_linear ? linear(o, input[i], output[i], corners)
                                       : nearest(o, input[i], output[i]));
  }
  return p;
}

}  // namespace ingot
