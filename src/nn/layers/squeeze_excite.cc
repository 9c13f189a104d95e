#include "nn/layer_def.h"

namespace ingot {

LayerDef define_squeeze_excite_layer() {
  return {
      .name = "squeeze_excite",
      .constructor = "SqueezeExcite",
      .doc =
          "x times one gate for each channel of (batch, channels, ...): the channels' means go\n"
          "through a dense layer of `units` and one of as many outputs as there are channels.\n"
          "Source: Hu et al. 2018, Squeeze-and-excitation networks, eq. 2 to 4.",
      .arguments = {{"units", 1, "between the two dense layers"}},
      .options = {{"activation", "relu", "after the first dense layer"},
                  {"gate", "sigmoid", "after the second: sigmoid, hard_sigmoid ..."},
                  {"kernel_initializer", Initializer("glorot_uniform"), "how the kernels start"}},
      .trace =
          [](LayerContext& c, const Values& in) {
            const Value& x = in[0];
            c.require(x.rank() >= 3, in,
                      text("needs (batch, channels, ...)", "须为 (批次, 通道, ...)"));
            const Initializer kernel = c.options.initializer("kernel_initializer");
            const auto dense = [&](std::int64_t units, std::string_view activation) {
              return Dense(units, {.activation = c.options.string(activation),
                                   .kernel_initializer = kernel});
            };
            const Value gates =
                c.chains({{GlobalAveragePooling(), dense(c.options.integer("units"), "activation"),
                           dense(x.shape()[1], "gate")}},
                         x)[0];
            Ints shape(static_cast<std::size_t>(x.rank()), 1);
            shape[0] = x.shape()[0];
            shape[1] = x.shape()[1];
            return x * c.g.reshape(gates, shape);
          },
  };
}

}  // namespace ingot
