// The rows of a table, divided into what is learned from, what choices are made on and what the
// figures are of.
#pragma once

#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "evaluate/findings.h"
#include "features/derivation.h"
#include "features/table_profile.h"
#include "features/table_target.h"
#include "tasks/build_request.h"
#include "tasks/split_choice.h"
#include "tasks/table_goal.h"
#include "tasks/table_part.h"

namespace ingot {

struct TableParts {
  std::string name;
  std::string sha256;
  TableTarget target;
  TablePart train, valid, test;
  TableProfile profile;                     ///< of the training rows
  std::vector<DerivedColumn> derived = {};  ///< that models read as well
  SplitChoice split;
  TableGoal goal;
  std::vector<std::string> texts;                           ///< columns of texts
  bool texts_alone = false;                                 ///< nothing else is learned from
  nlohmann::json token_options = nlohmann::json::object();  ///< of the encoder text_tokens
  std::map<std::string, Text> left_out;  ///< columns that no model reads, and why
  /// Of the training rows, then of the validation rows, where whole groups are kept; else empty.
  std::vector<std::int64_t> groups;
  std::vector<Decision> decisions;
};

/// Opens the table of the request and divides it: `--test` is the test part where it is given, else
/// 10 % of the rows are set aside for the figures, and 10 % for validation, as divide_table does.
/// Rows without a target are left out.
///
/// errors    those of open_table, find_target and divide_table; no_target, too_few_rows
[[nodiscard]] TableParts open_table_parts(const BuildRequest& request, WantedTarget wanted,
                                          Progress& progress);

/// errors    no_target, unknown_column
void require_target(const BuildRequest& request, const TableSource& table);

/// Learns the profile from the training rows, and where a number's middle is.
void profile_training_rows(TableParts& parts, int num_threads);

}  // namespace ingot
