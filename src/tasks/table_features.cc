#include "tasks/table_features.h"

#include "tasks/table_interactions.h"
#include "tasks/table_selection.h"
#include "tasks/table_views.h"
#include "tasks/training_settings.h"

namespace ingot {
namespace {

TableFeatures encode_columns(const TableParts& parts, const std::vector<PlannedMember>& planned,
                             int num_threads) {
  TableProfile columns = parts.profile;
  for (const DerivedColumn& derived : parts.derived) columns.columns.push_back(derived.profile);
  TableViews chosen = choose_views(columns, parts.target, view_options(parts, planned));
  return {encode(parts, chosen.views, num_threads), std::move(chosen.decisions)};
}

// Where the answers get no worse without them.
void leave_out_idle_columns(TableParts& parts, TableFeatures& features,
                            const std::vector<PlannedMember>& planned,
                            const BuildRequest& request) {
  // Together they may say something that none says alone; so much is chance.
  constexpr double kNoWorse = 1.02;
  const auto trees_of = [&](const TableParts& of, const TableFeatures& columns) {
    return train_quick_trees(of, columns.encoded, request.seed, request.threads);
  };
  const QuickTrees trees = trees_of(parts, features);
  const std::vector<std::string> idle =
      find_idle_columns(parts, features.encoded, trees.member, request.seed, request.threads);
  if (idle.empty()) return;
  TableParts fewer = parts;
  for (const std::string& column : idle)
    fewer.left_out.emplace(column, text("no answer depends on it", "没有任何答案取决于它"));
  std::erase_if(fewer.derived, [&](const DerivedColumn& derived) {
    return fewer.left_out.contains(derived.of[0]) || fewer.left_out.contains(derived.of[1]);
  });
  TableFeatures without = encode_columns(fewer, planned, request.threads);
  if (trees_of(fewer, without).loss > kNoWorse * trees.loss) return;
  parts = std::move(fewer);
  features = std::move(without);
}

}  // namespace

FeatureSettings feature_settings(const BuildRequest& request) {
  constexpr std::int64_t kMost = 50, kByItself = 5;
  FeatureSettings settings{.interactions =
                               request.model == "auto" && request.time_seconds > 0 ? kByItself : 0};
  if (const std::string given = setting_of(request, kInteractionsKey); !given.empty())
    settings.interactions =
        std::get<std::int64_t>(parse_option(kInteractionsKey, given, std::int64_t{0}));
  if (settings.interactions < 0 || settings.interactions > kMost)
    throw Error("bad_option", text("{} interactions", "{} 个组合列", settings.interactions))
        .expected(text("from 0 to {}", "0 到 {}", kMost))
        .where(text("--set interactions={}", "--set interactions={}", settings.interactions));
  if (const std::string given = setting_of(request, kSelectKey); !given.empty())
    settings.selects = std::get<bool>(parse_option(kSelectKey, given, false));
  return settings;
}

TableFeatures make_features(TableParts& parts, const std::vector<PlannedMember>& planned,
                            const BuildRequest& request) {
  const FeatureSettings settings = feature_settings(request);
  if (!parts.texts_alone)
    parts.derived =
        find_interactions(parts, {.most = settings.interactions, .num_threads = request.threads});
  TableFeatures features = encode_columns(parts, planned, request.threads);
  if (settings.selects && !parts.texts_alone)
    leave_out_idle_columns(parts, features, planned, request);
  std::vector<Decision> made;
  for (const DerivedColumn& derived : parts.derived)
    made.push_back({text("column {}", "列 {}", derived.name()),
                    text("made of two others", "由两列生成"),
                    text("they say together what neither says alone",
                         "两列合在一起能说明单独一列不能说明的内容")});
  features.decisions.insert(features.decisions.begin(), made.begin(), made.end());
  return features;
}

}  // namespace ingot
