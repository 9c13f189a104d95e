#include "features/guard_policy.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace ingot {
namespace {

struct Kind {
  std::string_view name;
  GuardAction action;
  bool is_of_rows = false;
};
/// The gravest first. Without a column there is no prediction whatever the policy says.
constexpr auto kKinds = std::to_array<Kind>({{"missing_column", GuardAction::refuse},
                                             {"number_format", GuardAction::flag},
                                             {"date_format", GuardAction::flag},
                                             {"swap", GuardAction::flag},
                                             {"unit", GuardAction::flag},
                                             {"type", GuardAction::refuse, true},
                                             {"encoding", GuardAction::refuse, true},
                                             {"category", GuardAction::flag, true},
                                             {"range", GuardAction::flag, true},
                                             {"fraction", GuardAction::flag, true},
                                             {"missing", GuardAction::flag, true},
                                             {"combination", GuardAction::flag, true},
                                             {"missing_share", GuardAction::mention},
                                             {"constant", GuardAction::mention},
                                             {"misaligned", GuardAction::flag},
                                             {"drift", GuardAction::mention},
                                             {"rounding", GuardAction::mention},
                                             {"duplicates", GuardAction::mention},
                                             {"renamed", GuardAction::mention},
                                             {"extra_column", GuardAction::mention},
                                             {"order", GuardAction::mention}});

constexpr auto kActions = std::to_array<std::string_view>({"pass", "mention", "flag", "refuse"});

std::size_t place_of_kind(std::string_view kind) {
  const auto* found = std::ranges::find(kKinds, kind, &Kind::name);
  if (found == kKinds.end())
    throw Error("unknown_kind",
                text("there is no kind of finding \"{}\"", "没有名为“{}”的检查结果类型", kind));
  return static_cast<std::size_t>(found - kKinds.begin());
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  constexpr auto kVerdicts = std::to_array<std::string_view>({"ok", "flagged", "refused"});
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

GuardPolicy::GuardPolicy() {
  for (const Kind& kind : kKinds) actions_.push_back(kind.action);
}

GuardAction GuardPolicy::action(std::string_view kind) const {
  return actions_[place_of_kind(kind)];
}
std::size_t GuardPolicy::gravity(std::string_view kind) const { return place_of_kind(kind); }
bool GuardPolicy::is_of_rows(std::string_view kind) {
  return kKinds[place_of_kind(kind)].is_of_rows;
}
void GuardPolicy::set(std::string_view kind, GuardAction action) {
  actions_[place_of_kind(kind)] = action;
}

nlohmann::json GuardPolicy::to_json() const {
  nlohmann::json written = nlohmann::json::object();
  for (std::size_t k = 0; k < kKinds.size(); ++k)
    written[std::string(kKinds[k].name)] = kActions[static_cast<std::size_t>(actions_[k])];
  return written;
}

GuardPolicy GuardPolicy::from_json(const nlohmann::json& written) {
  GuardPolicy policy;
  for (const auto& [kind, action] : written.items()) {
    const auto* found = std::ranges::find(kActions, action.get<std::string>());
    if (found == kActions.end())
      throw Error("bad_manifest",
                  text("the policy of {} is {}", "{} 的策略为 {}", kind, action.dump()))
          .expected(text("one of {}", "{} 之一", fmt::join(kActions, ", ")));
    policy.set(kind, static_cast<GuardAction>(found - kActions.begin()));
  }
  return policy;
}

}  // namespace ingot
