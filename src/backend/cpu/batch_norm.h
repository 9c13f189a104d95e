// The arithmetic of batch normalisation on planes.
#pragma once

#include <array>

#include "backend/backend.h"

namespace ingot {

struct BatchNormArguments {
  const float *x, *scale, *offset;
  const bool* row_mask;  ///< null: all rows count
  const float* addend;   ///< null or like x
  bool relu;
  float *y, *mean, *variance;
  double* parts;
};

struct BatchNormGradients {
  const float *x, *scale, *mean, *variance, *dy;
  const float* gate;  ///< null, or the result of the relu behind it
  const bool* row_mask;
  float *dx, *dscale, *doffset;
  double* parts;
};

/// x as (batch, groups, places, width): width 1 for plain pictures, 8 for those in blocks.
struct BatchNormShape {
  std::int64_t batch, groups, places, width;
  float epsilon;

  [[nodiscard]] std::int64_t plane() const { return places * width; }
  [[nodiscard]] std::size_t parts_bytes() const {
    return static_cast<std::size_t>(batch * groups * 2 * width) * sizeof(double);
  }
  /// All threads of a region run these together.
  void run_forward(const BatchNormArguments& a, int thread, int threads) const;
  void run_backward(const BatchNormGradients& a, int thread, int threads) const;

 private:
  [[nodiscard]] std::int64_t counted_rows(const bool* row_mask) const;
  [[nodiscard]] double channel_of(const std::array<float, 8>& lanes, std::int64_t c) const {
    if (width == 8) return lanes[static_cast<std::size_t>(c)];
    double sum = 0;
    for (const float lane : lanes) sum += lane;
    return sum;
  }
};

}  // namespace ingot
