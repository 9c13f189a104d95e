// What the builds of one network share: from its rows to the finished folder.
#pragma once

#include "ingot/evaluate.h"
#include "runtime/inference.h"
#include "tasks/build_record.h"
#include "tasks/deadline.h"
#include "tasks/product_pages.h"
#include "tasks/stages.h"
#include "tasks/task.h"
#include "tasks/training_settings.h"
#include "train/trainer.h"

namespace ingot {

class NetworkBuild {
 public:
  virtual ~NetworkBuild();

  /// Makes the folder, then trains and writes the product.
  BuildResult start();
  /// Goes on in `folder` from its last checkpoint.
  BuildResult resume(const std::filesystem::path& folder);

 protected:
  /// The time that the request gives runs from here.
  NetworkBuild(BuildRequest request, Progress& progress);

  /// What a task says of its data.
  struct DataFacts {
    std::string task, name, sha256;
    nlohmann::json rows;      ///< train, valid and test
    Text note;                ///< told before training
    std::string target = {};  ///< the column that is predicted, of tables
  };
  [[nodiscard]] virtual DataFacts data_facts() const = 0;
  /// Trainings of the whole size that `write_product` takes: a given time is shared with them.
  [[nodiscard]] virtual double trainings_after() const { return 0; }
  /// Memory that `write_product` takes beside the training, roughly; 0: next to none.
  [[nodiscard]] virtual std::size_t bytes_of_figures() const { return 0; }
  /// Writes pipeline.json, then `write_network`; fills in `metrics_`, then `write_pages`.
  virtual Evaluation write_product() = 0;

  struct TrainingPlan {
    TrainingSettings settings;
    Network network = {};
    TrainingSetup setup = {};
    /// For check_invariances.
    bool is_causal = false;
    std::optional<Network> longer = {};
  };
  /// Looks at the network's invariances, then makes the training step, with the weights of the
  /// product to start from. The rows live until `end_training`.
  void plan(TrainingPlan plan, const RowSource& train, const RowSource& valid);
  /// To be called before the rows are gone: some may be read ahead.
  void end_training() { trainer_.reset(); }

  /// What the product runs: the network, unless a task says more.
  [[nodiscard]] virtual Graph product_graph(std::int64_t rows) const;
  /// Ends the training, writes model.onnx and opens it.
  [[nodiscard]] Inference write_network();
  /// What the task says of its product.
  struct ProductWords {
    Text task;
    std::string limits;  ///< of the card
    nlohmann::json schema;
  };
  /// The report, the card and the manifest: the product is finished.
  ///
  /// figures   the evaluation as JSON, its mistakes with what shows their rows
  /// show      adds what shows the rows that the findings name; empty: nothing does
  void write_pages(const ProductWords& words, const Evaluation& evaluation, nlohmann::json figures,
                   const Findings& findings,
                   const std::function<void(nlohmann::json& findings)>& show = {});

  BuildRequest request_;
  Progress& progress_;
  Stages stages_;
  TrainingSettings settings_;
  Network network_;
  TrainingSetup setup_;
  std::vector<Decision> decisions_;
  BuildPlace place_;
  nlohmann::json metrics_ = nlohmann::json::object();
  std::optional<Deadline> deadline_;

 private:
  BuildResult run();
  void plan_epochs();
  void make_trainer();
  void learn_from(std::int64_t rows);
  void announce();

  std::unique_ptr<RowSource> fewer_;  // of those below, where there is no time for all
  const RowSource* train_ = nullptr;
  const RowSource* valid_ = nullptr;
  std::unique_ptr<Trainer> trainer_;
  History history_;  // of the training that has ended
  std::size_t predicted_bytes_ = 0;
};

/// The model that the request names.
///
/// rows      what the task has for a model
/// otherwise a model that takes them
/// errors    wrong_usage: it takes other rows; unknown_model
[[nodiscard]] const ModelDef& model_for_rows(const BuildRequest& request, ModelRows rows,
                                             const char* task, const char* otherwise);

/// For tasks without them: folds, parts of the rows, weights and thresholds. errors: wrong_usage
void require_no_trials(const BuildRequest& request, const std::string& task);

}  // namespace ingot
