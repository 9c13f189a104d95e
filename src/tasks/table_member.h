// The models of a product of tables, and their mean as one graph.
#pragma once

#include <functional>

#include "features/table_pipeline.h"
#include "features/table_target.h"
#include "ingot/graph.h"

namespace ingot {

/// One trained model: a part of the product's graph.
struct TableMember {
  std::string name;  ///< of its model: "xgboost", "tabm"
  std::string view;  ///< of the pipeline, from which it takes its features
  /// From the view's features f32 (rows, width) to probabilities (rows, classes) or, for numbers,
  /// to (y - centre) / spread of the target, (rows, 1).
  std::function<Graph(std::int64_t rows)> graph;
  State weights = {};
  double weight = 1;  ///< in the mean
};

/// Input "input": the pipeline's output. Output "probabilities": the weighted mean of the members'
/// probabilities, as sure as `temperature` makes them, or "prediction": that of their numbers, in
/// the units of the target. States have the names of the members' own, after "NAME.".
[[nodiscard]] Graph product_graph(const std::vector<TableMember>& members,
                                  const TablePipeline& pipeline, const TableTarget& target,
                                  std::int64_t rows, double temperature = 1);
/// The output of a product's graph: "probabilities", or "prediction", where `answer` is
/// (y - centre) / spread of the target.
void output_answer(Builder& g, Value answer, const TableTarget& target);
/// The weights of all members, by the names of product_graph.
[[nodiscard]] State product_weights(const std::vector<TableMember>& members);

}  // namespace ingot
