#include <cmath>

#include "nn/initializer_def.h"

namespace ingot {
namespace {

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Gram-Schmidt, each vector projected twice: "twice is enough" (Parlett 1998, sec. 6.9).
void orthonormalize(std::vector<double>& vectors, std::size_t count, std::size_t length) {
  for (std::size_t k = 0; k < count; ++k) {
    const std::span<double> v(vectors.data() + k * length, length);
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t j = 0; j < k; ++j) {
        const std::span<const double> u(vectors.data() + j * length, length);
        const double along = dot(u, v);
        for (std::size_t i = 0; i < length; ++i) v[i] -= along * u[i];
      }
    const double norm = std::sqrt(dot(v, v));
    for (double& x : v) x /= norm;
  }
}

}  // namespace

InitializerDef define_orthogonal_initializer() {
  return {
      .name = "orthogonal",
      .constructor = "Orthogonal",
      .doc =
          "A matrix (first axis, all others) with orthonormal rows or columns, whichever are\n"
          "fewer, times `gain`; uniform over all such matrices.\n"
          "Source: Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning.",
      .options = {{"gain", 1.0, "length of the vectors"}},
      .fill =
          [](const InitializerInputs& in, std::span<double> values) {
            if (in.shape.rank() < 2)
              throw in.options.fail(
                  "shape", text("{} has fewer than 2 axes", "{} 不足 2 个轴", to_string(in.shape)));
            if (values.empty()) return;
            const auto rows = static_cast<std::size_t>(in.shape[0]);
            const std::size_t columns = values.size() / rows;
            // Orthonormal vectors: the rows of a wide matrix, the columns of a tall one.
            const std::size_t count = std::min(rows, columns), length = std::max(rows, columns);
            std::vector<double> vectors(values.size());
            for (std::size_t i = 0; i < vectors.size(); ++i)
              vectors[i] = in.draws.normal(static_cast<std::int64_t>(i));
            orthonormalize(vectors, count, length);
            const double gain = in.options.number("gain");
            for (std::size_t r = 0; r < rows; ++r)
              for (std::size_t c = 0; c < columns; ++c)
                values[r * columns + c] =
                    gain * (rows <= columns ? vectors[r * length + c] : vectors[c * length + r]);
          },
  };
}

}  // namespace ingot
