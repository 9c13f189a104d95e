#include "evaluate/temperature.h"

#include <cmath>
#include <limits>

#include "base/assert.h"
#include "evaluate/bootstrap.h"
#include "evaluate/calibration.h"

namespace ingot {
namespace {

constexpr double kColdest = 0.05, kHottest = 20;
constexpr int kReplicates = 1000;
constexpr std::size_t kBins = 15;

double log_of(float probability) {
  return std::log(std::max(static_cast<double>(probability),
                           static_cast<double>(std::numeric_limits<float>::min())));
}

/// p^beta / sum(p^beta) into `out`, beta = 1 / temperature.
void sharpen(std::span<const float> p, double beta, std::span<double> out) {
  double most = -std::numeric_limits<double>::infinity(), sum = 0;
  for (std::size_t c = 0; c < p.size(); ++c) most = std::max(most, out[c] = beta * log_of(p[c]));
  for (double& v : out) sum += v = std::exp(v - most);
  for (double& v : out) v /= sum;
}

/// First and second derivative by beta of the mean log loss: E[log p] - log p of the truth, and the
/// variance of log p, both under the sharpened probabilities.
struct Slope {
  double first = 0, second = 0;
};

Slope slope_at(const ScoredRows& rows, double beta) {
  std::vector<double> q(rows.num_classes());
  Slope slope;
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    const std::span<const float> p = rows.probabilities(row);
    sharpen(p, beta, q);
    double mean = 0, squares = 0;
    for (std::size_t c = 0; c < q.size(); ++c) {
      mean += q[c] * log_of(p[c]);
      squares += q[c] * log_of(p[c]) * log_of(p[c]);
    }
    slope.first += mean - log_of(p[rows.label(row)]);
    slope.second += squares - mean * mean;
  }
  const auto n = static_cast<double>(rows.num_rows());
  return {slope.first / n, slope.second / n};
}

void require_classes(const Predictions& predictions) {
  if (!predictions.is_classes() || predictions.is_label_sets())
    throw Error("metric_does_not_apply",
                text("a temperature needs probabilities of one class for each row",
                     "温度缩放需要每行一个类别的概率"));
}

std::vector<double> row_losses(const ScoredRows& rows) {
  std::vector<double> losses(rows.num_rows());
  for (std::size_t row = 0; row < losses.size(); ++row)
    losses[row] = -log_of(rows.probabilities(row)[rows.label(row)]);
  return losses;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

double fit_temperature(const Predictions& predictions) {
  require_classes(predictions);
  const ScoredRows rows(predictions);
  constexpr int kMaxSteps = 60;
  constexpr double kPrecision = 1e-10;
  double low = 1 / kHottest, high = 1 / kColdest, beta = 1;
  // Newton, and halving where a step leaves the bracket of the root.
  for (int step = 0; step < kMaxSteps && high - low > kPrecision; ++step) {
    const Slope slope = slope_at(rows, beta);
    if (slope.first == 0) break;
    (slope.first > 0 ? high : low) = beta;
    const double newton = beta - slope.first / slope.second;
    const double next = newton > low && newton < high ? newton : (low + high) / 2;
    const bool settled = std::abs(next - beta) < kPrecision;
    beta = next;
    if (settled) break;
  }
  return 1 / beta;
}

Tensor apply_temperature(const Tensor& probabilities, double temperature) {
  INGOT_ASSERT(temperature > 0, "temperature {}", temperature);
  const std::span<const float> in = probabilities.data<float>();
  Tensor scaled(probabilities.type());
  const std::span<float> out = scaled.mutable_data<float>();
  const Shape& shape = probabilities.shape();
  const std::size_t width = shape.rank() < 2 ? 1 : static_cast<std::size_t>(shape.back());
  std::vector<double> q(std::max<std::size_t>(width, 2));
  for (std::size_t i = 0; i < in.size(); i += width) {
    if (width == 1) {
      const float both[] = {1 - in[i], in[i]};
      sharpen(both, 1 / temperature, q);
      out[i] = static_cast<float>(q[1]);
      continue;
    }
    sharpen(in.subspan(i, width), 1 / temperature, q);
    for (std::size_t c = 0; c < width; ++c) out[i + c] = static_cast<float>(q[c]);
  }
  return scaled;
}

TemperatureEffect judge_temperature(double temperature, const Predictions& held_out,
                                    std::uint64_t seed) {
  require_classes(held_out);
  Predictions scaled = held_out;
  scaled.scores = apply_temperature(held_out.scores.to(f32), temperature);
  const ScoredRows before(held_out), after(scaled);
  std::vector<double> gain = row_losses(before);
  const std::vector<double> cooled = row_losses(after);
  TemperatureEffect effect{.temperature = temperature,
                           .rows = static_cast<std::int64_t>(gain.size())};
  effect.log_loss_before = mean_of(gain);
  effect.log_loss_after = mean_of(cooled);
  for (std::size_t row = 0; row < gain.size(); ++row) gain[row] -= cooled[row];
  effect.gain = bootstrap_mean(gain, {.replicates = kReplicates, .seed = seed});
  const std::vector<std::int32_t> once(gain.size(), 1);
  effect.before = calibration_bins(before, once, kBins);
  effect.after = calibration_bins(after, once, kBins);
  effect.ece_before = compute_metric("ece", held_out).value_or(0);
  effect.ece_after = compute_metric("ece", scaled).value_or(0);
  return effect;
}

}  // namespace ingot
