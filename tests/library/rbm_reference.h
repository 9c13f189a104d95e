// An RBM as plain loops: what its graphs are compared with.
#pragma once

#include <cmath>

#include "nn/rbm.h"
#include "tests/library/traced.h"

namespace ingot::testing {

using Matrix = std::vector<Row>;

inline Matrix matrix_of(const Tensor& t) {
  Matrix m;
  for (std::int64_t i = 0; i < t.shape()[0]; ++i) m.push_back(numbers(t.rows(i, 1)));
  return m;
}

inline double logistic(double x) { return 1 / (1 + std::exp(-x)); }

struct ReferenceRbm {
  Matrix kernel;  ///< [visible][hidden]
  Row bias, visible_bias;
  Visible units = Visible::bernoulli;
  double deviation = 1;

  ReferenceRbm(const States& states, const Rbm& rbm)
      : kernel(matrix_of(states.at(rbm.layer + "/kernel"))),
        bias(numbers(states.at(rbm.layer + "/bias"))),
        visible_bias(numbers(states.at(rbm.layer + "/visible_bias"))),
        units(rbm.visible),
        deviation(rbm.deviation) {}

  [[nodiscard]] double drive_of_hidden(const Row& v, std::size_t j) const {
    double sum = bias[j];
    for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * kernel[i][j];
    return sum;
  }
  [[nodiscard]] Row hidden(const Row& v) const {
    Row h;
    for (std::size_t j = 0; j < bias.size(); ++j) h.push_back(logistic(drive_of_hidden(v, j)));
    return h;
  }
  [[nodiscard]] Row visible(const Row& h) const {
    Row v;
    for (std::size_t i = 0; i < visible_bias.size(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < h.size(); ++j) sum += h[j] * kernel[i][j];
      v.push_back(units == Visible::gaussian ? visible_bias[i] + deviation * deviation * sum
                                             : logistic(visible_bias[i] + sum));
    }
    return v;
  }
  [[nodiscard]] double energy(const Row& v, const Row& h) const {
    double e = 0;
    for (std::size_t i = 0; i < v.size(); ++i)
      e += units == Visible::gaussian ? std::pow((v[i] - visible_bias[i]) / deviation, 2) / 2
                                      : -v[i] * visible_bias[i];
    for (std::size_t j = 0; j < h.size(); ++j) {
      e -= h[j] * bias[j];
      for (std::size_t i = 0; i < v.size(); ++i) e -= v[i] * kernel[i][j] * h[j];
    }
    return e;
  }
};

/// All rows of `size` bits.
inline Matrix all_bits(std::size_t size) {
  Matrix rows;
  for (std::size_t code = 0; code < (std::size_t{1} << size); ++code) {
    Row row;
    for (std::size_t i = 0; i < size; ++i) row.push_back(static_cast<double>(code >> i & 1));
    rows.push_back(row);
  }
  return rows;
}

inline Tensor tensor_of_rows(const Matrix& rows) {
  Row flat;
  for (const Row& row : rows) flat.insert(flat.end(), row.begin(), row.end());
  return tensor_of(
      {f32,
       {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.front().size())}},
      flat);
}

}  // namespace ingot::testing
