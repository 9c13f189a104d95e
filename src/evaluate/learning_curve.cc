#include "evaluate/learning_curve.h"

#include <cmath>
#include <limits>
#include <set>

#include "base/assert.h"
#include "base/threads.h"
#include "evaluate/bootstrap.h"
#include "evaluate/draws.h"

namespace ingot {
namespace {

constexpr std::uint32_t kDrawResiduals = 0x6c637276;  // "lcrv"
constexpr double kFitted = 3;                         // floor, scale, power
constexpr double kFlattest = 0.05, kSteepest = 2;
constexpr int kPowers = 24;

struct Sums {
  double w = 0, x = 0, xx = 0, y = 0, xy = 0, yy = 0;
};

/// Weighted sum of squared distances from floor + scale * x.
double distance(const Sums& s, double floor, double scale) {
  return s.yy - 2 * floor * s.y - 2 * scale * s.xy + floor * floor * s.w + 2 * floor * scale * s.x +
         scale * scale * s.xx;
}

/// The best floor and scale that are not negative: of the two together, and each alone.
PowerLaw best_for_power(const Sums& s, double power) {
  const double determinant = s.w * s.xx - s.x * s.x;
  if (determinant > 1e-12 * s.w * s.xx) {
    const double scale = (s.w * s.xy - s.x * s.y) / determinant;
    const double floor = (s.y - scale * s.x) / s.w;
    if (floor >= 0 && scale >= 0) return {floor, scale, power};
  }
  const double alone = s.xx > 0 ? std::max(0.0, s.xy / s.xx) : 0, flat = std::max(0.0, s.y / s.w);
  return distance(s, 0, alone) <= distance(s, flat, 0) ? PowerLaw{0, alone, power}
                                                       : PowerLaw{flat, 0, power};
}

/// Errors at fixed sizes and weights, fitted again and again with other errors.
class Fitter {
 public:
  explicit Fitter(const std::vector<LearningPoint>& points) {
    double smallest = 1;
    least_ = static_cast<double>(std::ranges::min(points, {}, &LearningPoint::rows).rows);
    for (const LearningPoint& p : points)
      if (p.error > 0) smallest = std::min(smallest, p.error);
    for (const LearningPoint& p : points) {
      weights_.push_back(1 / std::max(p.error, smallest));
      logs_.push_back(std::log(static_cast<double>(p.rows) / least_));
    }
  }

  [[nodiscard]] double weight(std::size_t i) const { return weights_[i]; }

  /// The best of a coarse grid of powers, then of a fine one between its neighbours.
  [[nodiscard]] PowerLaw fit(const std::vector<double>& errors) const {
    const double ratio = std::pow(kSteepest / kFlattest, 1.0 / (kPowers - 1));
    const PowerLaw coarse = best_of(errors, kFlattest, ratio, kPowers);
    const double from = std::max(kFlattest, coarse.power / ratio);
    const double to = std::min(kSteepest, coarse.power * ratio);
    PowerLaw best = best_of(errors, from, std::pow(to / from, 1.0 / (kPowers - 1)), kPowers);
    // x was (rows / least)^-power.
    best.scale *= std::pow(least_, best.power);
    return best;
  }

 private:
  [[nodiscard]] PowerLaw best_of(const std::vector<double>& errors, double power, double ratio,
                                 int count) const {
    PowerLaw best;
    double least = std::numeric_limits<double>::infinity();
    for (int k = 0; k < count; ++k, power *= ratio) {
      Sums s;
      for (std::size_t i = 0; i < errors.size(); ++i) {
        const double w = weights_[i], x = std::exp(-power * logs_[i]), y = errors[i];
        s.w += w, s.x += w * x, s.xx += w * x * x;
        s.y += w * y, s.xy += w * x * y, s.yy += w * y * y;
      }
      const PowerLaw law = best_for_power(s, power);
      if (const double d = distance(s, law.floor, law.scale); d < least) {
        least = d;
        best = law;
      }
    }
    return best;
  }

  double least_ = 1;
  std::vector<double> weights_, logs_;
};

void check_points(const std::vector<LearningPoint>& points) {
  constexpr std::size_t kFewestSizes = 3;
  std::set<std::int64_t> sizes;
  for (const LearningPoint& p : points) {
    INGOT_ASSERT(p.rows > 0, "a training with {} rows", p.rows);
    sizes.insert(p.rows);
    if (!std::isfinite(p.error) || p.error < 0)
      throw Error("not_finite_prediction", text("the training with {} rows has the error {}",
                                                "用 {} 行训练得到的误差为 {}", p.rows, p.error))
          .expected(text("a finite number that is not negative", "非负的有限数值"));
  }
  if (sizes.size() < kFewestSizes || static_cast<double>(points.size()) <= kFitted)
    throw Error("too_few_sizes",
                text("{} trainings with {} sizes make no curve",
                     "{} 次训练、{} 种数据量不足以拟合曲线", points.size(), sizes.size()))
        .expected(text("at least 3 sizes and 4 trainings", "至少 3 种数据量、4 次训练"));
}

std::vector<double> errors_of(const std::vector<LearningPoint>& points) {
  std::vector<double> errors;
  for (const LearningPoint& p : points) errors.push_back(p.error);
  return errors;
}

/// Laws that other trainings of the same sizes might have given.
std::vector<PowerLaw> resample_laws(const Fitter& fitter, const std::vector<LearningPoint>& points,
                                    const PowerLaw& law, const LearningCurveOptions& options) {
  const auto n = static_cast<double>(points.size());
  std::vector<double> residuals;
  for (std::size_t i = 0; i < points.size(); ++i)
    residuals.push_back((points[i].error - law.at(static_cast<double>(points[i].rows))) *
                        std::sqrt(fitter.weight(i) * n / (n - kFitted)));
  std::vector<PowerLaw> laws(static_cast<std::size_t>(options.replicates));
  parallel_for(library_threads(), options.replicates, [&](std::int64_t r) {
    Draws draws(options.seed, kDrawResiduals, static_cast<std::uint32_t>(r));
    std::vector<double> errors;
    for (std::size_t i = 0; i < points.size(); ++i)
      errors.push_back(law.at(static_cast<double>(points[i].rows)) +
                       residuals[draws.below(residuals.size())] / std::sqrt(fitter.weight(i)));
    laws[static_cast<std::size_t>(r)] = fitter.fit(errors);
  });
  return laws;
}

Forecast forecast(double times, double largest, const PowerLaw& law,
                  const std::vector<PowerLaw>& laws, double level) {
  Forecast f{.times = times, .rows = times * largest};
  f.error = law.at(f.rows);
  f.gain = law.at(largest) - f.error;
  std::vector<double> errors, gains;
  for (const PowerLaw& other : laws) {
    errors.push_back(other.at(f.rows));
    gains.push_back(other.at(largest) - other.at(f.rows));
  }
  std::sort(errors.begin(), errors.end());
  std::sort(gains.begin(), gains.end());
  const double low = (1 - level) / 2, high = (1 + level) / 2;
  f.error_low = quantile(errors, low), f.error_high = quantile(errors, high);
  f.gain_low = quantile(gains, low), f.gain_high = quantile(gains, high);
  return f;
}

}  // namespace

double PowerLaw::at(double rows) const { return floor + scale * std::pow(rows, -power); }

LearningCurve fit_learning_curve(const std::vector<LearningPoint>& points,
                                 const LearningCurveOptions& options) {
  INGOT_ASSERT(options.replicates > 0, "an interval needs replicates");
  check_points(points);
  const Fitter fitter(points);
  LearningCurve curve{.metric = options.metric,
                      .points = points,
                      .level = options.level,
                      .replicates = options.replicates};
  std::ranges::stable_sort(curve.points, {}, &LearningPoint::rows);
  curve.law = fitter.fit(errors_of(points));
  const std::vector<PowerLaw> laws = resample_laws(fitter, points, curve.law, options);
  const auto largest = static_cast<double>(curve.points.back().rows);
  for (const double times : options.times)
    curve.forecasts.push_back(forecast(times, largest, curve.law, laws, options.level));
  return curve;
}

Text describe(const LearningCurve& curve) {
  const auto points = [](double share) { return fmt::format("{:.1f}", 100 * share); };
  constexpr double kWorthwhile = 0.001;
  if (curve.forecasts.empty()) return {};
  const Forecast& next = curve.forecasts.front();
  const Forecast& most = curve.forecasts.back();
  if (most.gain_high < kWorthwhile)
    return text(
        "The learning curve is flat: more data of the same kind would bring next to "
        "nothing.",
        "学习曲线已趋于平坦：再增加同类数据几乎没有帮助。");
  // The R2 of numbers is counted in points like a share of rows.
  const std::string gain = points(next.gain), low = points(next.gain_low),
                    high = points(next.gain_high);
  if (next.gain_low < kWorthwhile)
    return text("{:g} times the data would bring about {} points [{}, {}]: it may be nothing.",
                "数据量增至 {:g} 倍，预计提升约 {} 个百分点 [{}, {}]，也可能毫无提升。", next.times,
                gain, low, high);
  return text(
      "{:g} times the data would bring about {} points [{}, {}], {:g} times about {} "
      "[{}, {}].",
      "数据量增至 {:g} 倍，预计提升约 {} 个百分点 [{}, {}]；增至 {:g} 倍，约 {} 个百分点 "
      "[{}, {}]。",
      next.times, gain, low, high, most.times, points(most.gain), points(most.gain_low),
      points(most.gain_high));
}

}  // namespace ingot
