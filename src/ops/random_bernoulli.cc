#include "ops/random_draws.h"

namespace ingot {

OpDef define_random_bernoulli() {
  return {
      .name = "random_bernoulli",
      .doc =
          "True with the given probability, to within 2^-32. Element e of row r (axis 0) is a\n"
          "function of (seed, step, stream, first row + r, e) alone.\n"
          "Source: Salmon et al. 2011 (Philox4x32-10).",
      .inputs = {{"key", "i64[3]: seed, step, first row"}},
      .attrs = {{"shape", Ints{}, "shape of the output; axis 0 counts rows"},
                {"probability", 0.5, "of true; 0 gives never, 1 always"},
                {"stream", 0, "tells independent draws of one step apart"}},
      .infer =
          [](const NodeView& n) {
            const double p = n.number("probability");
            if (!(p >= 0 && p <= 1))
              throw n.fail("bad_attribute", text("probability={} is outside 0 .. 1",
                                                 "probability={} 不在 0 到 1 之间", p));
            return infer_random(n, boolean);
          },
      .traits = {Trait::random, Trait::training_only},
      .reference =
          [](const ReferenceArgs& r) {
            bool* y = r.output(0).mutable_data<bool>().data();
            const double p = r.node().number("probability");
            const RandomDraws draws(r.input(0), r.node().integer("stream"));
            for_each_block(draws, r.output(0).shape(), 4,
                           [&](std::int64_t at, std::int64_t count, const auto& words) {
                             for (std::int64_t i = 0; i < count; ++i)
                               y[at + i] = unit_uniform(words[static_cast<std::size_t>(i)]) < p;
                           });
          },
      .no_grad = "it depends on no float",
      .samples = {"i64[3] shape=[3,5]", "i64[3] shape=[2,7] probability=0.1", "i64[3] shape=[0,4]",
                  "i64[3] shape=[] stream=3", "i64[3] shape=[9] probability=1.0"},
  };
}

}  // namespace ingot
