#include "evaluate/mirror_effect.h"

#include <cmath>
#include <limits>

#include "evaluate/bootstrap.h"
#include "evaluate/scored_rows.h"
#include "evaluate/temperature.h"

namespace ingot {
namespace {

struct Judged {
  std::vector<double> losses;  // one per row
  double accuracy = 0;
};

double loss_of(double probability) {
  return -std::log(std::max(probability, static_cast<double>(std::numeric_limits<float>::min())));
}

Judged judge(Predictions predictions) {
  if (!predictions.is_label_sets())
    predictions.scores = apply_temperature(predictions.scores, fit_temperature(predictions));
  const ScoredRows rows(predictions);
  Judged judged;
  for (std::size_t row = 0; row < rows.num_rows(); ++row) {
    double loss = 0;
    if (!rows.is_label_sets()) loss = loss_of(rows.probability(row, rows.label(row)));
    for (std::size_t c = 0; rows.is_label_sets() && c < rows.num_classes(); ++c) {
      const double p = rows.probability(row, c);
      loss += loss_of(rows.has(row, c) ? p : 1 - p) / static_cast<double>(rows.num_classes());
    }
    judged.losses.push_back(loss);
    judged.accuracy += rows.is_right(row);
  }
  judged.accuracy /= static_cast<double>(rows.num_rows());
  return judged;
}

}  // namespace

MirrorEffect judge_mirroring(const Predictions& plain, const Predictions& mirrored,
                             std::uint64_t seed) {
  const Judged a = judge(plain), b = judge(mirrored);
  if (a.losses.size() != b.losses.size())
    throw Error("shape_mismatch",
                text("{} plain answers, but {} mirrored ones",
                     "普通答案有 {} 个, 而镜像答案有 {} 个", a.losses.size(), b.losses.size()));
  std::vector<double> gain(a.losses.size());
  double mean = 0;
  for (std::size_t row = 0; row < gain.size(); ++row) {
    gain[row] = a.losses[row] - b.losses[row];
    mean += gain[row] / static_cast<double>(gain.size());
  }
  return {.rows = static_cast<std::int64_t>(gain.size()),
          .plain_accuracy = a.accuracy,
          .mirrored_accuracy = b.accuracy,
          .mean_gain = mean,
          .gain = bootstrap_mean(gain, {.seed = seed})};
}

}  // namespace ingot
