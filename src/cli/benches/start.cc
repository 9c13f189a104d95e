#include "base/files.h"
#include "cli/benches/program_work.h"

namespace ingot {

BenchDef define_start_bench() {
  return {.name = "start",
          .summary = text("from exec to the first prediction of a keras-cnn product",
                          "从启动程序到 keras-cnn 产品的首个预测"),
          .prepare = [](int num_threads, const std::string&) {
            const auto folder = std::make_shared<WorkFolder>();
            const std::string product = folder->file("product"),
                              picture = folder->file("picture-idx3-ubyte");
            run_program({"build", "sample:fashion-mnist", "--model", "keras-cnn", "--epochs", "1",
                         "--out", product});
            // An IDX file of one picture of 28 x 28.
            std::string idx("\0\0\x08\x03\0\0\0\x01\0\0\0\x1c\0\0\0\x1c", 16);
            for (int i = 0; i < 28 * 28; ++i) idx.push_back(static_cast<char>(i % 251));
            write_file(picture, idx);
            BenchRun run;
            run.once = [folder, product, picture, threads = std::to_string(num_threads)] {
              run_program({"predict", product, picture, "--threads", threads});
            };
            return run;
          }};
}

}  // namespace ingot
