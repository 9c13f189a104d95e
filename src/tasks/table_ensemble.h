// Trains the members of a product of tables and chooses their shares in its answer.
#pragma once

#include <filesystem>

#include "base/progress.h"
#include "evaluate/findings.h"
#include "ingot/train.h"
#include "tasks/deadline.h"
#include "tasks/encoded_table.h"
#include "tasks/table_member.h"
#include "tasks/table_plan.h"

namespace ingot {

/// What was trained, as the pages and the record of a build tell it.
struct TableEnsemble {
  std::vector<TableMember> members;  ///< those with a share
  std::vector<MemberPlan> plans;     ///< with their ends: a repetition trains the same
  std::vector<Decision> decisions;
  History history;  ///< of the network that was trained last
  nlohmann::json layers = nlohmann::json::array(), settings = nlohmann::json::object();
  std::int64_t parameters = 0;  ///< of all networks with a share
  std::size_t predicted_bytes = 0;
  /// What they say together of rows, each by those trainings alone that did not learn from it, and
  /// the targets of these: the validation rows come last, others before them where folds were held
  /// out.
  Tensor held_out;
  double temperature = 1;  ///< of the probabilities, `held_out` included
  std::vector<double> held_out_targets;
};

/// What the models say of the rows held out, with their truth.
[[nodiscard]] Predictions held_out_predictions(const TableEnsemble& ensemble,
                                               const TableTarget& target);

/// What they say together of encoded rows, as answers_of one member.
[[nodiscard]] Tensor answers_of(const std::vector<TableMember>& members,
                                const TablePipeline& pipeline, const TableTarget& target,
                                const EncodedRows& features, int num_threads);

/// Each training has a folder below `checkpoint`; one that is there already is taken up where it
/// stands.
///
/// deadline   when all training has to be done
TableEnsemble train_members(const BuildRequest& request, const TableParts& parts,
                            const EncodedTable& encoded, std::vector<PlannedMember> planned,
                            const std::optional<Deadline>& deadline,
                            const std::filesystem::path& checkpoint, Progress& progress);

}  // namespace ingot
