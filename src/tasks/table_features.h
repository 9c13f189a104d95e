// The features of a product of tables: which columns are read, made of others, or left out.
#pragma once

#include "tasks/encoded_table.h"
#include "tasks/table_plan.h"

namespace ingot {

inline constexpr const char* kInteractionsKey = "interactions";
inline constexpr const char* kSelectKey = "select";

struct FeatureSettings {
  std::int64_t interactions = 0;  ///< columns to be made of pairs, at most
  bool selects = false;           ///< columns that nothing depends on are left out
};

/// What `--set interactions=` and `--set select=` say; `auto` that is given a time looks for up to
/// five pairs. errors: bad_option
[[nodiscard]] FeatureSettings feature_settings(const BuildRequest& request);

struct TableFeatures {
  EncodedTable encoded;
  std::vector<Decision> decisions;
};

/// Chooses the columns by the training and the validation rows, fits the pipeline and encodes all
/// rows. What is left out is noted in the parts.
///
/// errors   no_features; those of TablePipeline::fit
[[nodiscard]] TableFeatures make_features(TableParts& parts,
                                          const std::vector<PlannedMember>& planned,
                                          const BuildRequest& request);

}  // namespace ingot
