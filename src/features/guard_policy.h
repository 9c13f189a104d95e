// What follows from each kind of finding.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/table_check.h"

namespace ingot {

/// pass     it is not told
/// mention  it is told, of the file
/// flag     the row is flagged; of a file: all its rows
/// refuse   the row gets no prediction; of a file: none of its rows
enum class GuardAction : std::uint8_t { pass, mention, flag, refuse };

class GuardPolicy {
 public:
  GuardPolicy();
  /// errors    unknown_kind
  [[nodiscard]] GuardAction action(std::string_view kind) const;
  /// Kinds by their gravity, the gravest first: their place.
  [[nodiscard]] std::size_t gravity(std::string_view kind) const;
  /// Whether it is what single rows are flagged for.
  [[nodiscard]] static bool is_of_rows(std::string_view kind);
  /// errors    unknown_kind
  void set(std::string_view kind, GuardAction action);

  [[nodiscard]] nlohmann::json to_json() const;
  /// Kinds that are not given keep their defaults. errors: bad_manifest
  [[nodiscard]] static GuardPolicy from_json(const nlohmann::json& written);

 private:
  std::vector<GuardAction> actions_;  ///< in the order of the kinds
};

}  // namespace ingot
