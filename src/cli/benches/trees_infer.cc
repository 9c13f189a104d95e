#include "cli/benches/tree_work.h"
#include "formats/onnx.h"
#include "runtime/inference.h"
#include "train/tree_matrix.h"
#include "train/xgboost_library.h"

namespace ingot {
namespace {

constexpr std::int64_t kTreeColumns = 30;

struct TreeInference {
  BoostedTrees model;
  std::vector<Tensor> rows;
  std::unique_ptr<Inference> inference;
};

// The library's own answer to the same rows: sums alone.
BenchRun xgboost_inference(const std::shared_ptr<TreeInference>& p, int num_threads) {
  BoosterHandle handle = nullptr;
  require_xgboost(xgboost().XGBoosterCreate(nullptr, 0, &handle));
  const std::shared_ptr<void> booster(handle, xgboost().XGBoosterFree);
  const std::string& model = p->model.xgboost_model;
  require_xgboost(xgboost().XGBoosterLoadModelFromBuffer(handle, model.data(), model.size()));
  require_xgboost(
      xgboost().XGBoosterSetParam(handle, "nthread", std::to_string(num_threads).c_str()));
  BenchRun run;
  run.once = [p, booster] {
    const bst_ulong* shape = nullptr;
    bst_ulong rank = 0;
    const float* values = nullptr;
    require_xgboost(xgboost().XGBoosterPredictFromDense(
        booster.get(), array_interface(p->rows[0]).c_str(),
        R"({"type": 1, "missing": NaN, "training": false, "iteration_begin": 0,)"
        R"( "iteration_end": 0, "strict_shape": true, "cache_id": 0})",
        nullptr, &shape, &rank, &values));
  };
  return run;
}

}  // namespace

BenchDef define_trees_infer_bench() {
  return {.name = "trees_infer",
          .summary = text("100 trees of depth 6: the answer for 1, 64 or 4096 rows of 30 columns",
                          "100 棵深度为 6 的树：1、64 或 4096 行 × 30 列的预测"),
          .sizes = {"b1", "b64", "b4096", "xgboost b1", "xgboost b64", "xgboost b4096"},
          .prepare = [](int num_threads, const std::string& size) {
            auto p = std::make_shared<TreeInference>();
            const TreeBatch table = table_for_trees(20'000, kTreeColumns);
            TreeRowsInMemory rows(table);
            p->model = train_boosted_trees(
                rows, {.objective = TreeObjective::binary, .num_threads = num_threads});
            const std::int64_t count = std::stoll(size.substr(size.rfind('b') + 1));
            p->rows.push_back(table.x.rows(0, count));
            if (size.starts_with("xgboost")) return xgboost_inference(p, num_threads);
            p->inference = std::make_unique<Inference>(
                [p = p.get()](std::int64_t n) { return tree_graph(p->model, n); },
                InferenceOptions{.num_threads = num_threads});
            BenchRun run;
            const Plan& plan = p->inference->plan_for(count);
            run.once = [p] { static_cast<void>(p->inference->run(p->rows)); };
            run.plan = std::shared_ptr<const Plan>(p, &plan);
            run.executor = &p->inference->executor();
            run.onnx = [p] { return write_onnx(tree_graph(p->model, kExportBatch), {}); };
            return run;
          }};
}

}  // namespace ingot
