// Pictures to classes.
#include "base/files.h"
#include "formats/product_folder.h"
#include "ingot/product.h"
#include "tasks/image_classifier_build.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

BuildResult build(const BuildRequest& request, Progress& progress) {
  return ImageClassifierBuild(request, progress).start();
}

BuildResult resume(const fs::path& folder, const std::string& home, Progress& progress) {
  const json run = json::parse(read_file(folder / kCheckpointFolder / kRunFile));
  BuildRequest request = request_from_json(run.at("request"));
  request.home = home;
  return ImageClassifierBuild(std::move(request), progress).resume(folder);
}

ScoredData evaluate_product(const fs::path& folder, const std::string& source,
                            const DataOptions& options) {
  Product product(folder, options.num_threads);
  DataOptions fitting = options;
  fitting.row = product.input_shape();
  const Dataset data = open_dataset(source, fitting);
  const Pictures& rows = data.test ? *data.test : data.train;
  if (data.class_names != product.class_names())
    throw Error(
        "other_classes",
        text("{} has the classes {}; the product knows {}", "{} 的类别为 {}; 产品的类别为 {}",
             data.name, fmt::join(data.class_names, ", "), fmt::join(product.class_names(), ", ")))
        .fix(text("evaluate on data with the classes that it was built with",
                  "请使用与构建时类别相同的数据"));
  const Evaluation evaluation =
      evaluate({product.predict(*rows.source), rows.truth(), data.class_names});
  json document = {{"product", folder.string()},
                   {"task", product.task()},
                   {"rows", {{"train", 0}, {"valid", 0}, {"test", rows.size()}}},
                   {"metrics", {{"test", metrics_to_json(evaluation)}}}};
  return {evaluation, std::move(document)};
}

}  // namespace

TaskDef define_image_classification_task() {
  return {.name = "image-classification",
          .summary = text("pictures to classes", "图片分类"),
          .build = build,
          .resume = resume,
          .evaluate = evaluate_product};
}

}  // namespace ingot
