// Pictures to classes.
#include "tasks/image_classifier_build.h"
#include "tasks/image_product.h"

namespace ingot {
namespace {

BuildResult build_classifier(const BuildRequest& request, Progress& progress) {
  return ImageClassifierBuild(request, progress).start();
}

}  // namespace

TaskDef define_image_classification_task() {
  return {.name = kImageClassification,
          .summary = text("pictures to classes", "图片分类"),
          .next = "ingot predict {} PICTURE.png",
          .build = build_classifier,
          .resume = resume_image_build,
          .evaluate = evaluate_image_product,
          .predict = predict_image_product};
}

}  // namespace ingot
