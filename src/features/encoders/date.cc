#include <array>
#include <cmath>
#include <numbers>
#include <utility>

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

using Point = std::array<float, 2>;

Point on_circle(double share) {
  const double angle = 2 * std::numbers::pi * share;
  return {static_cast<float>(std::sin(angle)), static_cast<float>(std::cos(angle))};
}

template <std::size_t count>
std::array<Point, count> points_on_circle() {
  std::array<Point, count> points;
  for (std::size_t i = 0; i < count; ++i)
    points[i] = on_circle(static_cast<double>(i) / static_cast<double>(count));
  return points;
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
  encoder.encode = [=, months = points_on_circle<12>(), month_days = points_on_circle<31>(),
                    weekdays = points_on_circle<7>()](const CellRun& cells, float* out,
                                                      std::int64_t stride) {
    for (const double seconds : cells.numbers()) {
      float* to = std::exchange(out, out + stride);
      std::fill_n(to, width, 0.0F);
      if (std::isnan(seconds)) {
        if (missing) to[width - 1] = 1;
        continue;
      }
      constexpr double kFarthest = 12;
      const double days = std::floor(seconds / kDay);
      const CivilDate date = date_of(seconds);
      *to++ = static_cast<float>(std::clamp((seconds - centre) / spread, -kFarthest, kFarthest));
      const auto put = [&](const Point& point) { to = std::ranges::copy(point, to).out; };
      put(months[static_cast<std::size_t>(date.month - 1)]);
      put(month_days[static_cast<std::size_t>(date.day - 1)]);
      // 1970-01-01 was a Thursday.
      put(weekdays[static_cast<std::size_t>(std::fmod(std::fmod(days + 3, 7) + 7, 7))]);
      if (time) put(on_circle((seconds - days * kDay) / kDay));
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
