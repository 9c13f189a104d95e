// Which models a product of tables is made of.
#pragma once

#include "tasks/table_parts.h"
#include "tasks/table_training.h"
#include "tasks/table_views.h"

namespace ingot {

/// What `auto` trains, the first that matter most, and which part of the time each may take.
struct PlannedMember {
  MemberPlan plan;
  double share = 1;
};

/// The members of the request where it has them (a build that is repeated); the user's own model;
/// or those of `auto`: boosted trees and networks, with a time also others of each kind. Up to
/// 20,000 rows, or 200 for each second of the time, each is trained five times, without a fifth of
/// the rows, and all five answer; not where rows are divided by time.
[[nodiscard]] std::vector<PlannedMember> plan_members(const BuildRequest& request,
                                                      const TableParts& parts);

/// The views that they read, and those of the models beside which a product is judged.
[[nodiscard]] ViewOptions view_options(const TableParts& parts,
                                       const std::vector<PlannedMember>& plans);

/// Weights in the mean by greedy selection with replacement on held-out rows, from the best
/// member on: each time that which makes the loss of the goal least; 0 for those
/// that are not taken.
///
/// answers      of each member on the rows that it was not trained on
/// targets      of the same rows
/// row_weights  how much each of them counts; empty: all alike
/// source    Caruana et al. 2004, Ensemble selection from libraries of models
[[nodiscard]] std::vector<double> choose_weights(const std::vector<Tensor>& answers,
                                                 const std::vector<double>& targets,
                                                 std::span<const float> row_weights,
                                                 const TableParts& parts);

}  // namespace ingot
