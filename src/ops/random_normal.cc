#include <cmath>
#include <numbers>

#include "ops/random_draws.h"

namespace ingot {
namespace {

template <class T>
void run_random_normal(const ReferenceArgs& r) {
  const NodeView& n = r.node();
  const double mean = n.number("mean"), deviation = n.number("standard_deviation");
  T* y = r.output(0).mutable_data<T>().data();
  constexpr bool kWide = std::is_same_v<T, double>;
  const RandomDraws draws(r.input(0), n.integer("stream"));
  for_each_block(
      draws, r.output(0).shape(), kWide ? 2 : 4,
      [&](std::int64_t at, std::int64_t count, const auto& words) {
        for (std::int64_t i = 0; i < count; i += 2) {
          const auto k = static_cast<std::size_t>(i);
          const double u = kWide ? unit_uniform(words[0], words[1]) : unit_uniform(words[k]);
          const double v = kWide ? unit_uniform(words[2], words[3]) : unit_uniform(words[k + 1]);
          // 1 - u lies in (0, 1], so the logarithm is finite.
          const double radius = deviation * std::sqrt(-2 * std::log1p(-u));
          const double angle = 2 * std::numbers::pi * v;
          const auto put = [&](std::int64_t index, double value) {
            if constexpr (kWide)
              y[index] = mean + value;
            else
              y[index] = T(static_cast<float>(mean + value));
          };
          put(at + i, radius * std::cos(angle));
          if (i + 1 < count) put(at + i + 1, radius * std::sin(angle));
        }
      });
}

}  // namespace

OpDef define_random_normal() {
  return {
      .name = "random_normal",
      .doc =
          "Normally distributed numbers. Element e of row r (axis 0) is a function of\n"
          "(seed, step, stream, first row + r, e) alone. Two neighbours come from two uniforms of\n"
          "32 bits (f64: 53), so that no value is farther than 6.7 (f64: 8.6) deviations from the\n"
          "mean.\n"
          "Source: Box and Muller 1958; Salmon et al. 2011 (Philox4x32-10).",
      .inputs = {{"key", "i64[3]: seed, step, first row"}},
      .attrs = {{"shape", Ints{}, "shape of the output; axis 0 counts rows"},
                {"mean", 0.0, "mean"},
                {"standard_deviation", 1.0, "standard deviation"},
                {"dtype", f32, "float type of the output"},
                {"stream", 0, "tells independent draws of one step apart"}},
      .infer = [](const NodeView& n) { return infer_random(n, n.dtype("dtype")); },
      .traits = {Trait::random, Trait::training_only},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.output(0).dtype(), [&]<class T>() {
              if constexpr (is_float(dtype_of<T>)) run_random_normal<T>(r);
            });
          },
      .no_grad = "it depends on no float",
      .samples = {"i64[3] shape=[3,5]", "i64[3] shape=[2,7] dtype=f64 mean=-1.0",
                  "i64[3] shape=[0,4]", "i64[3] shape=[] stream=3", "i64[3] shape=[4] dtype=bf16"},
  };
}

}  // namespace ingot
