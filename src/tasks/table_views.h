// How the columns of a table are encoded for each kind of model.
#pragma once

#include "features/table_pipeline.h"
#include "tasks/table_parts.h"

namespace ingot {

/// Names of the views, in the order in which they stand.
inline constexpr const char* kNetworkView = "network";
inline constexpr const char* kTreesView = "trees";

struct TableViews {
  std::vector<ViewChoice> views;
  std::vector<Decision> decisions;  ///< which columns are not used, and why
};

/// By what each column means. The target, identifiers, constants and empty columns are left out.
///
/// piecewise   numbers are binned for networks, beside their rank
[[nodiscard]] TableViews choose_views(const TableProfile& profile, const TableTarget& target,
                                      const std::vector<std::string>& names, bool piecewise);

}  // namespace ingot
