#include <cmath>

#include "ops/random_draws.h"

namespace ingot {
namespace {

template <class T>
void run_random_uniform(const ReferenceArgs& r) {
  const NodeView& n = r.node();
  const double low = n.number("low"), span = n.number("high") - low;
  T* y = r.output(0).mutable_data<T>().data();
  constexpr bool kWide = std::is_same_v<T, double>;
  // The largest value below `high`, for sums that round up to it.
  using C = std::conditional_t<kWide, double, float>;
  const C high = static_cast<C>(n.number("high"));
  const C last = std::nextafter(high, static_cast<C>(low));
  const RandomDraws draws(r.input(0), n.integer("stream"));
  for_each_block(draws, r.output(0).shape(), kWide ? 2 : 4,
                 [&](std::int64_t at, std::int64_t count, const auto& words) {
                   for (std::int64_t i = 0; i < count; ++i) {
                     const auto k = static_cast<std::size_t>(i);
                     const double unit =
                         kWide ? unit_uniform(words[(2 * k) % 4], words[(2 * k + 1) % 4])
                               : unit_uniform(words[k] & 0xffffff00u);
                     const C value = static_cast<C>(low + span * unit);
                     y[at + i] = T(value == high ? last : value);
                   }
                 });
}

}  // namespace

OpDef define_random_uniform() {
  return {
      .name = "random_uniform",
      .doc =
          "Uniform numbers in [low, high), from 24 random bits (f64: 53); bf16 and f16 may round\n"
          "to `high`. Element e of row r (axis 0) is a function of (seed, step, stream, first row\n"
          "+ r, e) alone, so neither the number of threads nor the split into micro-batches\n"
          "matters.\n"
          "Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3\n"
          "(Philox4x32-10).",
      .inputs = {{"key", "i64[3]: seed, step, first row"}},
      .attrs = {{"shape", Ints{}, "shape of the output; axis 0 counts rows"},
                {"low", 0.0, "lower bound"},
                {"high", 1.0, "upper bound"},
                {"dtype", f32, "float type of the output"},
                {"stream", 0, "tells independent draws of one step apart"}},
      .infer = [](const NodeView& n) { return infer_random(n, n.dtype("dtype")); },
      .traits = {Trait::random, Trait::training_only},
      .reference =
          [](const ReferenceArgs& r) {
            dispatch(r.output(0).dtype(), [&]<class T>() {
              if constexpr (is_float(dtype_of<T>)) run_random_uniform<T>(r);
            });
          },
      .no_grad = "it depends on no float",
      .samples = {"i64[3] shape=[3,5]", "i64[3] shape=[2,7] dtype=f64 low=-1.0",
                  "i64[3] shape=[0,4]", "i64[3] shape=[] stream=3", "i64[3] shape=[4] dtype=bf16"},
  };
}

}  // namespace ingot
