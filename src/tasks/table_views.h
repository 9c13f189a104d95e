// How the columns of a table are encoded for each kind of model.
#pragma once

#include <set>

#include "features/table_pipeline.h"
#include "tasks/table_parts.h"

namespace ingot {

/// Names of the views, in the order in which they stand.
inline constexpr const char* kNetworkView = "network";
inline constexpr const char* kTreesView = "trees";
inline constexpr const char* kMixedView = "mixed";    ///< as for networks, texts by their words
inline constexpr const char* kTokensView = "tokens";  ///< of texts alone
inline constexpr const char* kBagView = "bag";        ///< of texts alone
/// That which a model takes of a table with texts, or without; trees have kTreesView.
[[nodiscard]] const char* view_of(const std::string& model, bool has_texts);

struct TableViews {
  std::vector<ViewChoice> views;
  std::vector<Decision> decisions;  ///< which columns are not used, and why
};

struct ViewOptions {
  std::vector<std::string> names = {kNetworkView, kTreesView};
  std::vector<std::string> texts = {};                      ///< columns whose words are read
  nlohmann::json token_options = nlohmann::json::object();  ///< of the encoder text_tokens
  bool piecewise = true;                ///< numbers are binned for networks, beside their rank
  std::set<std::string> monotone = {};  ///< dates with which trees only rise or fall: no cycles
  std::map<std::string, Text> left_out = {};  ///< further columns that are not used, and why
};

/// By what each column means. The target, identifiers, constants and empty columns are left out.
///
/// errors    no_features
[[nodiscard]] TableViews choose_views(const TableProfile& profile, const TableTarget& target,
                                      const ViewOptions& options);

}  // namespace ingot
