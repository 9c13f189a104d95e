// What the cells of one column may be: the checks of single cells.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/guard_bins.h"
#include "ingot/table_check.h"

namespace ingot {

/// A column's cells, read.
struct ReadCells {
  std::vector<double> numbers;     ///< or dates; NaN where there is none
  std::vector<std::uint8_t> bins;  ///< one for each row

  /// Rows of each of `num_bins` bins.
  [[nodiscard]] std::vector<double> rows_by_bin(std::size_t num_bins) const;
};

class GuardColumn {
 public:
  GuardColumn() = default;
  /// Before it has seen rows beside those of the profile.
  explicit GuardColumn(ColumnProfile profile);

  [[nodiscard]] const std::string& name() const { return profile_.name; }
  [[nodiscard]] const ColumnProfile& profile() const { return profile_; }
  [[nodiscard]] const ColumnBins& bins() const { return bins_; }
  [[nodiscard]] bool is_number() const { return profile_.reading.index() != 0; }

  /// Adds the texts and numbers of training rows to what is known.
  void learn(const TextColumn& cells);
  /// Gives up checks that would not hold on other rows, by what the training rows had only once.
  void settle();
  /// Gives up the check `kind`.
  void give_up(std::string_view kind);

  [[nodiscard]] ReadCells read(const TextColumn& cells) const;
  /// What is wrong with the cell of a row; nothing where it is as in training.
  [[nodiscard]] std::optional<TableFinding> check(const TextColumn& cells, std::int64_t row,
                                                  double number) const;

  [[nodiscard]] nlohmann::json to_json() const;
  /// errors    bad_profile; nlohmann's where a member is missing
  [[nodiscard]] static GuardColumn from_json(const nlohmann::json& written);

 private:
  [[nodiscard]] std::optional<TableFinding> check_number(std::string_view cell,
                                                         double number) const;
  [[nodiscard]] std::optional<TableFinding> check_text(std::string_view cell) const;
  /// The cell as a training row has it, where that is another way to write it; else as it is.
  [[nodiscard]] std::string as_in_training(std::string_view cell) const;
  /// Whether a training row had it, however it was written.
  [[nodiscard]] bool is_known(std::string_view cell) const;
  [[nodiscard]] std::string written(double number) const;
  [[nodiscard]] bool is_checked(std::string_view kind) const { return checks_.contains(kind); }

  ColumnProfile profile_;
  ColumnBins bins_;
  std::set<std::string_view> checks_;  ///< kinds that are looked for
  double low_ = 0, high_ = 0;
  // Known values with their rows; the numbers are given up where they are many.
  std::map<std::string, std::int64_t, std::less<>> texts_;
  std::map<double, std::int64_t> numbers_;
};

}  // namespace ingot
