// The encoder record: every fact about one way to turn a column's cells into numbers.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "features/cell_run.h"
#include "features/column_profile.h"
#include "ingot/table.h"

namespace ingot {

/// Calls `body` with the cells of one column and the targets of their rows, some at a time, until
/// all training rows were seen, in their order. A target is a class index or a number.
using ForEachCells = std::function<void(
    const std::function<void(const TextColumn& cells, std::span<const double> targets)>& body)>;

/// What an encoder learns from: the training rows alone.
struct FittingColumn {
  const ColumnProfile& profile;
  const ForEachCells& for_each_run;
  std::int64_t num_classes = 0;  ///< of the target; 0: a number
};

/// An encoder with its values. A row's result depends on that row alone.
struct Encoder {
  std::vector<std::string> features;  ///< what each number is, such as "age" or "job=teacher"
  bool is_category = false;           ///< one of the features is 1, all others are 0
  /// Features that are numbers of things lie below this; 0: they are amounts.
  std::int64_t num_ids = 0;
  /// Features of equal vocabularies mean the same by the same number; 0: no other's.
  std::uint64_t vocabulary = 0;
  /// How many features belong together, in their order; empty: all of them.
  std::vector<std::int64_t> groups = {};
  /// Writes the features of each cell side by side, those of the next cell `stride` floats on.
  std::function<void(const CellRun& cells, float* out, std::int64_t stride)> encode;
};

struct EncoderDef {
  std::string name;
  std::string doc;  ///< formula and options, then "Source: ..." where it has one
  int version = 1;  ///< of the meaning of its values
  /// Its values tell of the targets of the rows they were learned from: such rows are encoded by
  /// values from other rows.
  bool learns_target = false;
  /// The values of the options, and whatever is learned from the rows. errors: bad_option
  nlohmann::json (*fit)(const nlohmann::json& options, const FittingColumn& column) = nullptr;
  /// From the values, however they came here. errors: bad_pipeline
  Encoder (*load)(const nlohmann::json& values, const ColumnProfile& profile) = nullptr;
};

/// All encoders in the order of their names; generated from src/features/encoders.
[[nodiscard]] const std::vector<EncoderDef>& encoder_registry();
/// errors: unknown_transform, with a near name
[[nodiscard]] const EncoderDef& find_encoder(std::string_view name);

/// The cell without blanks around it; nothing where it is missing or stands for that.
[[nodiscard]] std::optional<std::string_view> present(const TextColumn& cells, std::int64_t row,
                                                      const ColumnProfile& profile);
/// The number, date (seconds since 1970) or place in its order of a present cell, as its column
/// writes it; NaN where it is missing or none of these.
[[nodiscard]] double number_of(const std::optional<std::string_view>& cell,
                               const ColumnProfile& profile);
[[nodiscard]] double number_in(const TextColumn& cells, std::int64_t row,
                               const ColumnProfile& profile);

}  // namespace ingot
