#include "cli/benches/model_work.h"
#include "nn/model_def.h"

namespace ingot {
namespace {

std::vector<std::string> names_of_picture_models() {
  std::vector<std::string> names;
  for (const ModelDef& def : model_registry())
    if (def.rows == ModelRows::pictures || def.rows == ModelRows::any) names.push_back(def.name);
  return names;
}

}  // namespace

BenchDef define_picture_models_bench() {
  return {
      .name = "picture_models",
      .summary = text("Each model for 32 x 32 pictures, batch 32, its own optimizer: one training "
                      "step",
                      "各模型（32 x 32 图片，批次 32，各自的优化器）的一个训练步"),
      .sizes = names_of_picture_models(),
      .only_by_name = true,
      .prepare = [](int num_threads, const std::string& model) {
        BenchRun run = training_step({.network = model_network(model, {3, 32, 32}),
                                      .batch = 32,
                                      .optimizer = find_model(model).training().optimizer},
                                     num_threads);
        run.fewest_runs = 3;
        run.warm_up_runs = 1;
        return run;
      }};
}

}  // namespace ingot
