#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "features/encoder.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

double compressed(double x, bool log) {
  return log ? std::copysign(std::log1p(std::abs(x)), x) : x;
}

// The share of the training rows below x, between the percentiles in a straight line, as a normal
// deviate.
double to_normal(double x, const std::vector<double>& percentiles) {
  constexpr double kLeast = 0.001;
  // In long double, which is the default, it would take several times as long.
  using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  static const boost::math::normal_distribution<double, Policy> normal;
  const auto below = std::ranges::lower_bound(percentiles, x);
  const auto above = std::find_if(below, percentiles.end(), [&](double p) { return p != x; });
  const auto steps = static_cast<double>(percentiles.size() - 1);
  double rank = 0;
  if (below != above) {  // x is one or several of them: their middle
    rank =
        static_cast<double>((below - percentiles.begin()) + (above - percentiles.begin()) - 1) / 2;
  } else if (above == percentiles.begin()) {
    rank = 0;
  } else if (above == percentiles.end()) {
    rank = steps;
  } else {
    const double low = *(above - 1), high = *above;
    rank = static_cast<double>(above - percentiles.begin()) - 1 + (x - low) / (high - low);
  }
  return boost::math::quantile(normal, std::clamp(rank / steps, kLeast, 1 - kLeast));
}

json fit(const json& options, const FittingColumn& column) {
  const ColumnProfile& p = column.profile;
  const std::string to = options.value("to", "standard");
  const bool log = options.value("log", false);
  json values = {{"to", to}, {"log", log}, {"missing", p.missing > 0}};
  if (to == "raw") {
    values["missing"] = false;
    return values;
  }
  if (p.quantiles.size() != 101)
    throw Error("no_rows",
                text("column {} has no numbers to learn from", "列 {} 没有可供学习的数值", p.name));
  if (to == "normal") {
    values["percentiles"] = p.quantiles;
    values["fill"] = 0.0;
    return values;
  }
  const auto at = [&](std::size_t percent) { return compressed(p.quantiles[percent], log); };
  double centre = at(50), spread = 0;
  if (to == "standard" && !log) {
    centre = p.mean;
    spread = p.deviation;
  } else if (to == "standard" || to == "robust") {
    spread = (at(75) - at(25)) / 1.349;  // of a normal distribution: its deviation
    if (spread == 0) spread = (at(99) - at(1)) / 4.653;
    if (spread == 0) spread = at(100) - at(0);
  } else {
    throw Error("bad_option", text("number to \"{}\"", "数值变换为 \"{}\"", to))
        .expected(text("raw, standard, robust or normal", "raw, standard, robust 或 normal"));
  }
  values["centre"] = centre;
  values["spread"] = spread > 0 ? spread : 1.0;
  const std::string fill = options.value("fill", "median");
  if (fill == "median")
    values["fill"] = (at(50) - centre) / values["spread"].get<double>();
  else if (fill == "none")
    values["fill"] = nullptr;
  else
    throw Error("bad_option", text("number filled by \"{}\"", "数值填充方式为“{}”", fill))
        .expected(text("median or none", "median 或 none"));
  return values;
}

Encoder load(const json& values, const ColumnProfile& profile) {
  // Beyond this many deviations a value says no more than that it is far out.
  constexpr double kFarthest = 12;
  constexpr double kSecondsPerDay = 86400;
  const std::string to = values.at("to");
  const bool log = values.at("log"), missing = values.at("missing");
  const bool is_date = profile.date() != nullptr;
  std::function<float(double)> scale;
  if (to == "raw") {
    scale = [=](double x) { return static_cast<float>(is_date ? x / kSecondsPerDay : x); };
  } else if (to == "normal") {
    const auto percentiles = values.at("percentiles").get<std::vector<double>>();
    if (percentiles.size() < 2 || !std::ranges::is_sorted(percentiles))
      throw bad_pipeline(
          text("percentiles of {} do not rise", "{} 的百分位数未递增", profile.name));
    const float fill = values.at("fill");
    scale = [=](double x) {
      return std::isnan(x) ? fill : static_cast<float>(to_normal(x, percentiles));
    };
  } else {
    const double centre = values.at("centre"), spread = values.at("spread");
    const float fill = values.at("fill").is_null() ? std::numeric_limits<float>::quiet_NaN()
                                                   : values.at("fill").get<float>();
    if (!(spread > 0))
      throw bad_pipeline(text("the spread of {} is {}", "{} 的离散度为 {}", profile.name, spread));
    scale = [=](double x) {
      if (std::isnan(x)) return fill;
      return static_cast<float>(
          std::clamp((compressed(x, log) - centre) / spread, -kFarthest, kFarthest));
    };
  }
  Encoder encoder{.features = {profile.name}, .encode = {}};
  if (missing) {
    encoder.features.push_back(profile.name + "=(missing)");
    encoder.groups = {1, 1};
  }
  encoder.encode = [=](const CellRun& cells, float* out, std::int64_t stride) {
    for (const double x : cells.numbers()) {
      float* row = std::exchange(out, out + stride);
      row[0] = scale(x);
      if (missing) row[1] = std::isnan(x) ? 1.0F : 0.0F;
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_number_encoder() {
  return {.name = "number",
          .doc =
              "One number, and whether it is missing where that occurs in the training rows.\n"
              "Options: to, \"standard\" (x - mean) / deviation, \"robust\" (by median and\n"
              "quartiles), \"normal\" (the normal deviate of its rank), each with the median for\n"
              "what is missing, or \"raw\" (as it is, NaN for missing; dates in days); log,\n"
              "sign(x) log(1 + |x|) first; of standard and robust fill, \"median\", or \"none\" "
              "(NaN for\n"
              "missing).",
          .fit = fit,
          .load = load};
}

}  // namespace ingot
