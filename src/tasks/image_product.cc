#include "tasks/image_product.h"

#include "ingot/product.h"
#include "tasks/build_record.h"
#include "tasks/image_classifier_build.h"

namespace ingot {

namespace fs = std::filesystem;
using nlohmann::json;

BuildResult resume_image_build(const fs::path& folder, const std::string& home,
                               Progress& progress) {
  return ImageClassifierBuild(resumed_request(folder, home), progress).resume(folder);
}

ScoredData evaluate_image_product(const fs::path& folder, const std::string& source,
                                  const DataOptions& options) {
  Product product(folder, options.num_threads);
  DataOptions fitting = options;
  fitting.row = product.input_shape();
  fitting.fit = product.picture_fit();
  fitting.label_sets = product.is_multi_label();
  fitting.class_names = product.class_names();
  const Dataset data = open_dataset(source, fitting);
  const Pictures& rows = data.test ? *data.test : data.train;
  if (data.class_names != product.class_names() ||
      rows.is_multi_label() != product.is_multi_label())
    throw Error(
        "other_classes",
        text("{} has the classes {}; the product knows {}", "{} 的类别为 {}; 产品的类别为 {}",
             data.name, fmt::join(data.class_names, ", "), fmt::join(product.class_names(), ", ")))
        .fix(text("evaluate on data with the classes that it was built with",
                  "请使用与构建时类别相同的数据"));
  const Evaluation evaluation = evaluate(
      {product.predict(*rows.source), rows.truth(), data.class_names, product.thresholds()});
  json document = {{"product", folder.string()},
                   {"task", product.task()},
                   {"rows", {{"train", 0}, {"valid", 0}, {"test", rows.size()}}},
                   {"metrics", {{"test", metrics_to_json(evaluation)}}},
                   {"skipped", to_json(data.skipped)}};
  if (options.progress) tell_skipped(*options.progress, data.skipped);
  return {evaluation, std::move(document)};
}

PredictedRows predict_image_product(const fs::path& folder, const std::string& data,
                                    const DataOptions& options) {
  Product product(folder, options.num_threads);
  UnreadPictures unread;
  DataOptions fitting = options;
  fitting.fit = product.picture_fit();
  fitting.unread = &unread;
  const Pictures pictures = read_pictures(data, product.input_shape(), fitting);
  PredictedRows rows{
      product.predict(*pictures.source), product.class_names(), {}, product.thresholds()};
  if (!pictures.source->name(0).empty())
    for (std::int64_t row = 0; row < pictures.size(); ++row)
      rows.names.push_back(pictures.source->name(row));
  if (!unread.reasons.empty()) rows.checks.resize(static_cast<std::size_t>(pictures.size()));
  for (const auto& [row, reason] : unread.reasons)
    rows.checks[static_cast<std::size_t>(row)] = {Verdict::refused,
                                                  {TableFinding{"picture", {}, "", reason}}};
  return rows;
}

}  // namespace ingot
