#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_resnet18_infer_bench() {
  return {
      .name = "resnet18_infer",
      .summary = text("ResNet-18 for 32 x 32 pictures: the answers for 1 and 32",
                      "ResNet-18（32 x 32 图片）：1 张与 32 张的预测"),
      .sizes = {"b1", "b32"},
      .prepare = [](int num_threads, const std::string& size) {
        return inference({.network = model_network("resnet18", {3, 32, 32})}, size, num_threads);
      }};
}

}  // namespace ingot
