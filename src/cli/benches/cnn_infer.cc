#include "cli/benches/model_work.h"

namespace ingot {

BenchDef define_cnn_infer_bench() {
  return {
      .name = "cnn_infer",
      .summary =
          text("keras-cnn: the answers for 1 and 64 pictures", "keras-cnn：1 张与 64 张图片的预测"),
      .sizes = {"b1", "b64"},
      .prepare = [](int num_threads, const std::string& size) {
        return inference({.network = model_network("keras-cnn", {1, 28, 28})}, size, num_threads);
      }};
}

}  // namespace ingot
