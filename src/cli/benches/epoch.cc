#include "cli/benches/program_work.h"

namespace ingot {

BenchDef define_epoch_bench() {
  return {.name = "epoch",
          .summary = text("five epochs of Fashion-MNIST: the whole build command",
                          "Fashion-MNIST 的五轮训练：整个 build 命令"),
          .prepare = [](int num_threads, const std::string&) {
            const auto folder = std::make_shared<WorkFolder>();
            BenchRun run;
            run.once = [folder, threads = std::to_string(num_threads), n = 0]() mutable {
              run_program({"build", "sample:fashion-mnist", "--model", "keras-cnn", "--epochs", "5",
                           "--threads", threads, "--out", folder->file(std::to_string(n++))});
            };
            run.fewest_runs = 1;
            run.warm_up_runs = 0;
            return run;
          }};
}

}  // namespace ingot
