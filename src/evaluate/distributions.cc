#include "evaluate/distributions.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace ingot {

double student_quantile(double q, double degrees) {
  return boost::math::quantile(boost::math::students_t(degrees), q);
}

double fair_coin_p_value(std::int64_t heads, std::int64_t tosses) {
  if (tosses == 0) return 1;
  const boost::math::binomial coin(static_cast<double>(tosses), 0.5);
  const std::int64_t fewer = std::min(heads, tosses - heads);
  return std::min(1.0, 2 * boost::math::cdf(coin, static_cast<double>(fewer)));
}

}  // namespace ingot
