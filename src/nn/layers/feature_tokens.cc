#include <numeric>

#include "nn/layer_def.h"

namespace ingot {
namespace {

Value trace_feature_tokens(LayerContext& c, const Values& in) {
  const Value& x = in[0];
  c.require_rank(x, 2, text("(batch, width)", "(批次, 宽度)"));
  const std::int64_t width = x.shape()[1], units = c.options.integer("units");
  c.options.require(units >= 1, "units", text("must be at least 1", "须至少为 1"));
  Ints widths = c.options.integers("widths");
  if (widths.empty()) widths.assign(static_cast<std::size_t>(width), 1);
  const bool positive = std::ranges::all_of(widths, [](std::int64_t w) { return w >= 1; });
  c.options.require(
      positive && std::accumulate(widths.begin(), widths.end(), std::int64_t{0}) == width, "widths",
      text("must add up to the {} values of a row", "之和须为一行的 {} 个值", width));
  const auto tokens = static_cast<std::int64_t>(widths.size());
  const Value kernel = c.weight("kernel", {x.dtype(), {width, units}},
                                c.options.initializer("kernel_initializer"), {units, units});
  const Value y = c.g.block_matmul(x, kernel, widths);
  if (!c.options.flag("use_bias")) return y;
  return y + c.weight("bias", {x.dtype(), {tokens, units}},
                      c.options.initializer("bias_initializer"), {units, units});
}

}  // namespace

LayerDef define_feature_tokens_layer() {
  return {
      .name = "feature_tokens",
      .constructor = "FeatureTokens",
      .doc =
          "A token for each feature: the feature's values times their rows of the kernel, plus a\n"
          "bias of its own, (batch, width) -> (batch, features, units). A one-hot feature picks\n"
          "its category's row, so this is an embedding, too.\n"
          "Source: Gorishniy et al. 2021, Revisiting deep learning models for tabular data, sec. "
          "3.3.",
      .arguments = {{"units", 1, "width of a token"},
                    {"widths", Ints{}, "values of each feature, side by side; empty: one each"}},
      .options = {{"use_bias", true, "add one number for each output"},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernel starts"},
                  {"bias_initializer", Initializer("zeros"), "how the bias starts"}},
      .trace = trace_feature_tokens,
  };
}

}  // namespace ingot
