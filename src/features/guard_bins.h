// The cells of a column as a few kinds, to count which occur and which go together.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "features/column_profile.h"
#include "ingot/table.h"

namespace ingot {

/// Bins: missing; what the training rows did not have; then numbers that many rows share and the
/// intervals between tenths of the others, or the frequent texts and all rare ones together.
class ColumnBins {
 public:
  static constexpr std::uint8_t kMissing = 0, kUnknown = 1, kFirst = 2;

  ColumnBins() = default;
  explicit ColumnBins(const ColumnProfile& profile);

  [[nodiscard]] std::size_t size() const {
    return kFirst + (is_number_ ? shared_.size() + edges_.size() + 1 : texts_.size() + 1);
  }
  [[nodiscard]] bool is_number() const { return is_number_; }
  [[nodiscard]] std::uint8_t of_number(double number) const;
  /// `is_known`: whether the training rows had it.
  [[nodiscard]] std::uint8_t of_text(std::string_view text, bool is_known) const;
  /// All texts that are not frequent.
  [[nodiscard]] std::uint8_t rare() const { return static_cast<std::uint8_t>(size() - 1); }
  /// What the bin holds, for people: "12.5 to 20", "Yes".
  [[nodiscard]] std::string name(std::uint8_t bin) const;

  [[nodiscard]] nlohmann::json to_json() const;
  [[nodiscard]] static ColumnBins from_json(const nlohmann::json& written);

 private:
  bool is_number_ = false;
  std::vector<double> shared_;  ///< ascending
  std::vector<double> edges_;   ///< ascending; an interval includes its upper one
  std::vector<std::string> texts_;
};

}  // namespace ingot
