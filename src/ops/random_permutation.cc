#include <numeric>

#include "ops/random_draws.h"

namespace ingot {
namespace {

// The upper half of the product: 0 .. bound - 1, each to within 2^-64 * bound of equal probability.
std::uint64_t below(std::uint64_t bound, const std::array<std::uint32_t, 4>& words) {
  const std::uint64_t bits = static_cast<std::uint64_t>(words[0]) << 32 | words[1];
  const std::uint64_t high = (bits >> 32) * bound, low = (bits & 0xffffffffu) * bound;
  return (high + (low >> 32)) >> 32;
}

}  // namespace

OpDef define_random_permutation() {
  return {
      .name = "random_permutation",
      .doc =
          "The numbers 0 .. size - 1 in random order, a function of (seed, step, stream, first\n"
          "row).\n"
          "Source: Fisher and Yates 1938; Knuth 1997, vol. 2, algorithm 3.4.2 P.",
      .inputs = {{"key", "i64[3]: seed, step, first row"}},
      .attrs = {{"size", 0, "how many numbers, below 2^32"},
                {"stream", 0, "tells independent draws of one step apart"}},
      .infer =
          [](const NodeView& n) {
            const std::int64_t size = n.integer("size");
            if (size < 0 || size >= (std::int64_t{1} << 32))
              throw n.fail("bad_attribute", text("size={} is outside 0 .. 2^32 - 1",
                                                 "size={} 不在 0 到 2^32 - 1 之间", size));
            require_dtype(n, 0, i64);
            n.require(n.input_type(0).shape == Shape{3},
                      text("key must be i64[3]", "key 须为 i64[3]"));
            return TensorTypes(TensorType{i64, {size}});
          },
      .traits = {Trait::random, Trait::training_only},
      .reference =
          [](const ReferenceArgs& r) {
            const std::span<std::int64_t> y = r.output(0).mutable_data<std::int64_t>();
            std::iota(y.begin(), y.end(), 0);
            const RandomDraws draws(r.input(0), r.node().integer("stream"));
            for (std::size_t i = y.size(); i > 1; --i)
              std::swap(y[i - 1], y[below(i, draws.block(0, static_cast<std::int64_t>(i)))]);
          },
      .no_grad = "it depends on no float",
      .samples = {"i64[3] size=7", "i64[3] size=0", "i64[3] size=1", "i64[3] size=20 stream=2"},
  };
}

}  // namespace ingot
