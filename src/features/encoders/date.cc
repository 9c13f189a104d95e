#include <cmath>
#include <numbers>

#include "features/encoder.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr double kDay = 86400;

json fit(const json& /*options*/, const FittingColumn& column) {
  const ColumnProfile& p = column.profile;
  bool has_time = false;
  for (const double q : p.quantiles) has_time = has_time || std::fmod(q, kDay) != 0;
  return {{"centre", p.mean},
          {"spread", p.deviation > 0 ? p.deviation : kDay},
          {"time", has_time},
          {"missing", p.missing > 0}};
}

// source    Hinnant 2014, chrono-compatible low-level date algorithms: civil_from_days
struct Civil {
  int month, day;  ///< both from 1
};
Civil civil_of(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t of_era = days - era * 146097;
  const std::int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t month = (5 * of_year + 2) / 153;
  return {static_cast<int>(month < 10 ? month + 3 : month - 9),
          static_cast<int>(of_year - (153 * month + 2) / 5 + 1)};
}

void put_cycle(float*& out, double share) {
  const double angle = 2 * std::numbers::pi * share;
  *out++ = static_cast<float>(std::sin(angle));
  *out++ = static_cast<float>(std::cos(angle));
}

Encoder load(const json& values, const ColumnProfile& profile) {
  const double centre = values.at("centre"), spread = values.at("spread");
  const bool time = values.at("time"), missing = values.at("missing");
  if (!(spread > 0))
    throw bad_pipeline(text("the spread of {} is {}", "{} 的离散度为 {}", profile.name, spread));
  Encoder encoder{.features = {profile.name}, .encode = {}};
  std::vector<const char*> cycles{"month", "day of the month", "weekday"};
  if (time) cycles.push_back("hour");
  for (const char* cycle : cycles)
    for (const char* part : {"sin", "cos"})
      encoder.features.push_back(fmt::format("{} {} {}", profile.name, cycle, part));
  if (missing) encoder.features.push_back(profile.name + "=(missing)");
  const std::size_t width = encoder.features.size();
  encoder.encode = [=](const TextColumn& cells, float* out, std::int64_t stride) {
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      std::fill_n(out, width, 0.0F);
      const double seconds = number_in(cells, row, profile);
      if (std::isnan(seconds)) {
        if (missing) out[width - 1] = 1;
        continue;
      }
      constexpr double kFarthest = 12;
      const double days = std::floor(seconds / kDay);
      const Civil civil = civil_of(static_cast<std::int64_t>(days));
      float* to = out;
      *to++ = static_cast<float>(std::clamp((seconds - centre) / spread, -kFarthest, kFarthest));
      put_cycle(to, (civil.month - 1) / 12.0);
      put_cycle(to, (civil.day - 1) / 31.0);
      put_cycle(to, std::fmod(std::fmod(days + 3, 7) + 7, 7) / 7);  // 1970-01-01 was a Thursday
      if (time) put_cycle(to, (seconds - days * kDay) / kDay);
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_date_encoder() {
  return {
      .name = "date",
      .doc =
          "A point of time: (t - mean) / deviation of the training rows, then month, day of\n"
          "the month, weekday and, where days have times, the hour, each as sine and cosine of\n"
          "its place in the cycle; zeros and a mark where it is missing. UTC.",
      .fit = fit,
      .load = load};
}

}  // namespace ingot
