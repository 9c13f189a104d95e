// Pictures to any number of labels each. A table that names several for a picture needs no more
// than the task of one class; this one is for tables in which each picture happens to have one.
#include "tasks/image_classifier_build.h"
#include "tasks/image_product.h"

namespace ingot {
namespace {

BuildResult build_label_sets(const BuildRequest& request, Progress& progress) {
  BuildRequest of_sets = request;
  of_sets.multi_label = true;
  return ImageClassifierBuild(std::move(of_sets), progress).start();
}

}  // namespace

TaskDef define_image_multi_label_task() {
  return {.name = kImageMultiLabel,
          .summary = text("pictures to several labels each", "图片多标签分类"),
          .next = "ingot predict {} PICTURE.png",
          .build = build_label_sets,
          .resume = resume_image_build,
          .evaluate = evaluate_image_product,
          .predict = predict_image_product};
}

}  // namespace ingot
