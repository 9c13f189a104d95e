#include "features/encoder.h"
#include "features/text_entries.h"
#include "features/transform.h"

namespace ingot {
namespace {

using nlohmann::json;

std::int64_t width_of(std::int64_t num_classes) { return num_classes <= 2 ? 1 : num_classes; }

// The part of a target that feature k averages: the number, or whether the row is of a class.
double part_of(double target, std::int64_t k, std::int64_t num_classes) {
  if (num_classes == 0) return target;
  return target == static_cast<double>(num_classes == 2 ? 1 : k) ? 1 : 0;
}

struct Sums {
  std::int64_t rows = 0;
  std::vector<double> targets;
  std::string written = {};  // the value as the first row has it
};

json fit(const json& options, const FittingColumn& column) {
  const double prior_rows = options.value("prior_rows", 20.0);
  const std::int64_t width = width_of(column.num_classes);
  const auto empty = Sums{0, std::vector<double>(static_cast<std::size_t>(width))};
  Sums all = empty;
  TextMap<Sums> groups;
  std::string key;
  column.for_each_run([&](const TextColumn& cells, std::span<const double> targets) {
    for (std::int64_t row = 0; row < cells.size(); ++row) {
      const auto cell = present(cells, row, column.profile);
      const std::string_view value = cell ? value_key(column.profile, *cell, key) : "";
      auto group = groups.find(value);
      if (group == groups.end()) {
        group = groups.emplace(value, empty).first;
        group->second.written = cell.value_or("");
      }
      for (Sums* sums : {&all, &group->second}) {
        ++sums->rows;
        for (std::int64_t k = 0; k < width; ++k)
          sums->targets[static_cast<std::size_t>(k)] +=
              part_of(targets[static_cast<std::size_t>(row)], k, column.num_classes);
      }
    }
  });
  json prior = json::array(), means = json::object();
  for (const double sum : all.targets)
    prior.push_back(all.rows > 0 ? sum / static_cast<double>(all.rows) : 0);
  for (const auto& [value, sums] : groups) {
    if (sums.rows < 2) continue;  // says nothing beyond the prior
    json& mean = means[sums.written] = json::array();
    for (std::size_t k = 0; k < sums.targets.size(); ++k)
      mean.push_back((sums.targets[k] + prior_rows * prior[k].get<double>()) /
                     (static_cast<double>(sums.rows) + prior_rows));
  }
  // Numbers are brought to the size of one.
  double scale = 0;
  if (column.num_classes == 0)
    for (const auto& [value, mean] : means.items())
      scale = std::max(scale, std::abs(mean[0].get<double>() - prior[0].get<double>()));
  if (scale == 0) scale = 1;
  return {{"prior", std::move(prior)}, {"means", std::move(means)}, {"scale", scale}};
}

Encoder load(const json& values, const ColumnProfile& profile) {
  const auto prior = values.at("prior").get<std::vector<double>>();
  const double scale = values.at("scale");
  TextMap<std::vector<float>> means;
  std::string key;
  const auto relative = [&](double mean, std::size_t k) {
    return static_cast<float>((mean - prior[k]) / scale);
  };
  for (const auto& [value, list] : values.at("means").items()) {
    if (list.size() != prior.size())
      throw bad_pipeline(text("means of {} for {} targets, not {}", "{} 的均值有 {} 个, 应为 {} 个",
                              profile.name, list.size(), prior.size()));
    std::vector<float>& of = means[std::string(value_key(profile, value, key))];
    for (std::size_t k = 0; k < prior.size(); ++k) of.push_back(relative(list[k], k));
  }
  Encoder encoder{.features = {}, .encode = {}};
  for (std::size_t k = 0; k < prior.size(); ++k)
    encoder.features.push_back(prior.size() == 1 ? "target by " + profile.name
                                                 : fmt::format("target {} by {}", k, profile.name));
  encoder.encode = [=, width = prior.size()](const CellRun& cells, float* out,
                                             std::int64_t stride) {
    std::string made;
    for (std::int64_t row = 0; row < cells.size(); ++row, out += stride) {
      const auto found = means.find(cells[row] ? cells.key(row, made) : std::string_view());
      if (found == means.end())
        std::fill_n(out, width, 0.0F);
      else
        std::ranges::copy(found->second, out);
    }
  };
  return encoder;
}

}  // namespace

EncoderDef define_target_mean_encoder() {
  return {
      .name = "target_mean",
      .doc =
          "Mean of the target among the training rows with the cell's value, drawn to the mean\n"
          "of all rows as if prior_rows (20) more had that one, less that mean; 0 for values\n"
          "that were never seen. Classes: the share of class 1, or of each of more than two.\n"
          "Training rows get it from the other folds, never from themselves.\n"
          "Source: Micci-Barreca 2001, A preprocessing scheme for high-cardinality\n"
          "categorical attributes.",
      .learns_target = true,
      .fit = fit,
      .load = load};
}

}  // namespace ingot
