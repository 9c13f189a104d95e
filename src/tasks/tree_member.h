// Boosted trees as a member of a product of tables.
#pragma once

#include "tasks/deadline.h"
#include "tasks/encoded_table.h"
#include "tasks/table_member.h"
#include "train/boosted_trees.h"

namespace ingot {

/// The name under which boosted trees are asked for.
inline constexpr const char* kBoostedTrees = "xgboost";

struct TreesWanted {
  std::map<std::string, std::string> settings = {};  ///< XGBoost's parameters; rounds, patience
  std::int64_t seed = 0;
  int num_threads = 1;
  Progress* progress = nullptr;
  std::optional<Deadline> deadline = {};
  bool learns_from_valid = false;  ///< with patience 0; nothing can then be chosen on these rows
  std::size_t memory_limit = 0;    ///< as in most_tree_rows
};

/// Memory that the training of trees may take: `--memory-limit`, or 2.5 GB, of very many rows 1.4
/// GB.
[[nodiscard]] std::int64_t tree_memory(std::int64_t rows, std::size_t memory_limit = 0);
/// Of so many features and rows, the rows that trees learn from within tree_memory.
[[nodiscard]] std::int64_t most_tree_rows(std::int64_t features, std::int64_t rows,
                                          std::size_t memory_limit = 0);

struct TrainedTrees {
  TableMember member;
  std::int64_t rounds = 0;  ///< that were trained, the best one's trees are kept; of label sets the
                            ///< most of any label
};

/// Trained on the training rows, until the loss on the validation rows has not fallen for
/// `patience` (50) of at most `rounds` (3000); with patience 0 for all rounds. Label
/// sets: trees for each label. Of more training rows than most_tree_rows so many are drawn.
///
/// errors    those of train_boosted_trees; bad_option
[[nodiscard]] TrainedTrees train_trees(const TreesWanted& wanted, const TableTarget& target,
                                       const TableGoal& goal, const FeatureView& view,
                                       const LearningRows& rows);

}  // namespace ingot
