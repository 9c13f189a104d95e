#include "cli/benches/tree_work.h"

#include <limits>

#include "base/rng.h"

namespace ingot {

TreeBatch table_for_trees(std::int64_t rows, std::int64_t columns) {
  TreeBatch batch{Tensor(f32, {rows, columns}), Tensor(f32, {rows}), {}};
  float* x = batch.x.mutable_data<float>().data();
  for (float& label : batch.labels.mutable_data<float>()) {
    const auto row = static_cast<std::uint32_t>((x - batch.x.data<float>().data()) / columns);
    float score = 0;
    for (std::int64_t c = 0; c < columns; ++c) {
      const PhiloxCounter bits = philox4x32({row, static_cast<std::uint32_t>(c), 0, 0}, {7, 0});
      const float value = static_cast<float>(bits[0]) * 0x1p-31F - 1;
      if (c < 6) score += c % 2 == 0 ? value : value * value - 0.33F;
      const bool missing = bits[1] % 10 == 0;
      *x++ =
          missing ? std::numeric_limits<float>::quiet_NaN() : value * static_cast<float>(1 + c * c);
    }
    const PhiloxCounter noise = philox4x32({row, 0, 1, 0}, {7, 0});
    label = score + static_cast<float>(noise[0]) * 0x1p-31F - 1 > 0 ? 1.0F : 0.0F;
  }
  return batch;
}

}  // namespace ingot
