#include "features/guard_trends.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "features/two_sample.h"

namespace ingot {
namespace {

using nlohmann::json;

constexpr double kLeastCorrelation = 0.4;
constexpr std::size_t kMostTrendColumns = 64;
constexpr std::size_t kMostPartners = 2;  ///< of one column
constexpr double kBeyondTraining = 1.15, kLeastUnusual = 3.5;

double deviate(const GuardColumn& column, double number) {
  constexpr double kLeast = 0.002;
  static const boost::math::normal normal;
  const double share = share_up_to(column.profile().quantiles, number);
  return boost::math::quantile(normal, std::clamp(share, kLeast, 1 - kLeast));
}

bool has_ranks(const GuardColumn& column) {
  const std::vector<double>& q = column.profile().quantiles;
  return q.size() > 2 && q[q.size() / 4] < q[q.size() * 3 / 4];
}

std::vector<double> deviates(const GuardColumn& column, const ReadCells& cells) {
  std::vector<double> all;
  for (const double number : cells.numbers)
    all.push_back(std::isnan(number) ? NAN : deviate(column, number));
  return all;
}

double correlation(const std::vector<double>& u, const std::vector<double>& v) {
  double n = 0, su = 0, sv = 0, suu = 0, svv = 0, suv = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    if (std::isnan(u[i]) || std::isnan(v[i])) continue;
    n += 1, su += u[i], sv += v[i], suu += u[i] * u[i], svv += v[i] * v[i], suv += u[i] * v[i];
  }
  const double var_u = suu - su * su / n, var_v = svv - sv * sv / n;
  return n > 2 && var_u > 0 && var_v > 0 ? (suv - su * sv / n) / std::sqrt(var_u * var_v) : 0;
}

double unusual(double u, double v, double r) {
  constexpr double kMostCorrelation = 0.995;
  return std::abs(u - std::copysign(v, v * r)) /
         std::sqrt(2 * (1 - std::min(std::abs(r), kMostCorrelation)));
}

double most_unusual(const std::vector<double>& u, const std::vector<double>& v, double r) {
  double most = 0;
  for (std::size_t i = 0; i < u.size(); ++i)
    if (!std::isnan(u[i]) && !std::isnan(v[i])) most = std::max(most, unusual(u[i], v[i], r));
  return most;
}

}  // namespace

GuardTrends::GuardTrends(const std::vector<GuardColumn>& columns,
                         const std::vector<ReadCells>& train, const std::vector<ReadCells>& valid) {
  const std::size_t count = std::min(columns.size(), kMostTrendColumns);
  std::vector<std::vector<double>> u(count);
  for (std::size_t c = 0; c < count; ++c)
    if (columns[c].is_number() && has_ranks(columns[c])) u[c] = deviates(columns[c], train[c]);
  std::vector<Trend> all;
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = a + 1; b < count; ++b)
      if (!u[a].empty() && !u[b].empty())
        if (const double r = correlation(u[a], u[b]); std::abs(r) >= kLeastCorrelation)
          all.push_back({a, b, r, 0});
  std::ranges::stable_sort(all, std::greater<>(),
                           [](const Trend& t) { return std::abs(t.correlation); });
  std::vector<std::size_t> partners(count);
  for (Trend& trend : all) {
    if (partners[trend.a] >= kMostPartners && partners[trend.b] >= kMostPartners) continue;
    ++partners[trend.a], ++partners[trend.b];
    const double seen =
        std::max(most_unusual(u[trend.a], u[trend.b], trend.correlation),
                 most_unusual(deviates(columns[trend.a], valid[trend.a]),
                              deviates(columns[trend.b], valid[trend.b]), trend.correlation));
    trend.most = std::max(kBeyondTraining * seen, kLeastUnusual);
    trends_.push_back(trend);
  }
}

std::optional<TableFinding> GuardTrends::check(const std::vector<GuardColumn>& columns,
                                               std::span<const double> numbers) const {
  const Trend* worst = nullptr;
  double most = 1;
  std::vector<double> deviates(trends_.empty() ? 0 : columns.size(), NAN);  // each worked out once
  const auto deviate_of = [&](std::size_t c) {
    if (std::isnan(deviates[c]) && !std::isnan(numbers[c]))
      deviates[c] = deviate(columns[c], numbers[c]);
    return deviates[c];
  };
  for (const Trend& trend : trends_) {
    const double u = deviate_of(trend.a), v = deviate_of(trend.b);
    if (std::isnan(u) || std::isnan(v)) continue;
    if (const double beyond = unusual(u, v, trend.correlation) / trend.most; beyond > most)
      most = beyond, worst = &trend;
  }
  if (worst == nullptr) return std::nullopt;
  const std::string &a = columns[worst->a].name(), &b = columns[worst->b].name();
  return TableFinding{"combination",
                      {a, b},
                      fmt::format("{}", numbers[worst->a]),
                      text("{} = {} with {} = {}: far from what they are together in training",
                           "{} = {} 与 {} = {} 的组合与训练数据相去甚远", a, numbers[worst->a], b,
                           numbers[worst->b])};
}

json GuardTrends::to_json() const {
  json trends = json::array();
  for (const Trend& t : trends_)
    trends.push_back({{"a", t.a}, {"b", t.b}, {"correlation", t.correlation}, {"most", t.most}});
  return trends;
}

GuardTrends GuardTrends::from_json(const json& written) {
  GuardTrends trends;
  for (const json& t : written)
    trends.trends_.push_back({t.at("a").get<std::size_t>(), t.at("b").get<std::size_t>(),
                              t.at("correlation").get<double>(), t.at("most").get<double>()});
  return trends;
}

}  // namespace ingot
