#include <cmath>
#include <utility>

#include "features/encoder.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

json fit(const json& options, const FittingColumn& column) {
  const ColumnProfile& p = column.profile;
  const std::int64_t bins = options.value("bins", std::int64_t{20});
  if (bins < 1 || bins > 100)
    throw Error("bad_option", text("{} bins", "{} 个分箱", bins))
        .expected(text("from 1 to 100", "1 到 100"));
  std::vector<double> edges;
  for (std::int64_t i = 0; i <= bins && !p.quantiles.empty(); ++i) {
    const double edge = p.quantiles[static_cast<std::size_t>(i * 100 / bins)];
    if (edges.empty() || edge > edges.back()) edges.push_back(edge);
  }
  if (edges.size() == 1) edges.push_back(edges[0] + 1);
  if (edges.empty())
    throw Error("no_rows",
                text("column {} has no numbers to learn from", "列 {} 没有可供学习的数值", p.name));
  return {{"edges", edges}, {"missing", p.missing > 0}};
}

Encoder load(const json& values, const ColumnProfile& profile) {
  const auto edges = values.at("edges").get<std::vector<double>>();
  const bool missing = values.at("missing");
  if (edges.size() < 2 || !std::ranges::is_sorted(edges))
    throw bad_pipeline(text("the edges of {} do not rise", "{} 的分箱边界未递增", profile.name));
  Encoder encoder{.features = {}, .encode = {}};
  for (std::size_t bin = 1; bin < edges.size(); ++bin)
    encoder.features.push_back(
        fmt::format("{} {:g}..{:g}", profile.name, edges[bin - 1], edges[bin]));
  if (missing) encoder.features.push_back(profile.name + "=(missing)");
  encoder.encode = [=](const CellRun& cells, float* out, std::int64_t stride) {
    const std::size_t bins = edges.size() - 1;
    for (const double x : cells.numbers()) {
      float* to = std::exchange(out, out + stride);
      std::fill_n(to, bins, 0.0F);
      if (missing) to[bins] = std::isnan(x) ? 1.0F : 0.0F;
      if (std::isnan(x) || x < edges[0]) continue;
      const auto reached =
          static_cast<std::size_t>(std::ranges::upper_bound(edges, x) - edges.begin()) - 1;
      std::fill_n(to, std::min(reached, bins), 1.0F);
      if (reached < bins)
        to[reached] =
            static_cast<float>((x - edges[reached]) / (edges[reached + 1] - edges[reached]));
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_piecewise_encoder() {
  return {.name = "piecewise",
          .doc =
              "A number as a row of bins between quantiles of the training rows: 1 for each bin\n"
              "below it, the share of its own bin, 0 above; zeros and a mark where it is missing.\n"
              "Options: bins (20).\n"
              "Source: Gorishniy et al. 2022, On embeddings for numerical features in tabular\n"
              "deep learning, section 3.2.",
          .fit = fit,
          .load = load};
}

}  // namespace ingot
