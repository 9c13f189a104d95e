// Predictions as a file that other programs read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "ingot/table_check.h"
#include "ingot/tensor.h"

namespace ingot {

/// Where the rows of predictions are tokens of sentences: one of each for every row.
struct TaggedTokens {
  std::vector<std::int64_t> sentences;  ///< from 0
  std::vector<std::string> tokens;
  /// The tags that are called, by their index: those of a sentence fit one another, so that they
  /// need not be the most probable ones.
  std::vector<std::int32_t> called;
};

/// What a product said about rows.
///
/// scores    classes: probabilities f32 (rows, classes); numbers: f32 (rows) or (rows, 1)
/// classes   the names in the order of the probabilities; empty when numbers are predicted
/// names     where each row comes from; empty when rows have no names
/// ids       what each row is called in the data; empty when rows have none
/// id_column   what such a name is, such as "sequence"
/// thresholds  of label sets, one for each class: a class is called where its probability reaches
///             it
/// call_from   of two classes: class 1 is called where its probability reaches it; else the more
///             probable one
/// intervals   of numbers: f32 (rows, 2), low and high; undefined where there are none
/// tagged      of tokens: their sentences and themselves
/// checks      of rows of a table, one for each; a row that is refused has no prediction
/// findings    of their file
/// texts       written for each row, of which `scores` (rows) say how sure the model was; empty
/// where
///             none are
struct PredictedRows {
  Tensor scores;
  std::vector<std::string> classes = {};
  std::vector<std::string> names = {};
  std::vector<float> thresholds = {};
  std::optional<float> call_from = {};
  Tensor intervals = {};
  std::optional<TaggedTokens> tagged = {};
  std::vector<RowCheck> checks = {};
  std::vector<TableFinding> findings = {};
  std::vector<std::string> ids = {};
  std::string id_column = {};
  std::vector<std::string> texts = {};

  [[nodiscard]] std::int64_t size() const { return scores.shape()[0]; }
  [[nodiscard]] bool is_refused(std::int64_t row) const {
    return !checks.empty() && checks[static_cast<std::size_t>(row)].verdict == Verdict::refused;
  }
  /// Index of the class that is called: as `call_from` or `tagged` says, else that with the highest
  /// probability, the first of equal ones.
  [[nodiscard]] std::size_t predicted_class(std::int64_t row) const;
  /// The name of the predicted class; of label sets those that are called, between `|`, perhaps
  /// none.
  [[nodiscard]] std::string prediction(std::int64_t row) const;
};

/// Columns: row (from 0), `id_column` where rows have ids, of tokens sentence (from 0) and token,
/// prediction, p:CLASS for each class, confidence of texts, low and high of numbers, then verdict
/// and flags where rows were checked (`range:age=-3; category:job=astronaut`), then file where rows
/// have names. What is refused has empty fields before its verdict. Numbers are written in as few
/// digits as give the same float back. errors shape_mismatch, dtype_mismatch source    RFC 4180,
/// but for lines that end with LF
[[nodiscard]] std::string predictions_to_csv(const PredictedRows& rows);
/// One object per line with the same members; numbers that JSON does not have are null, as are
/// predictions of rows that are refused. `flags` is a list of objects.
[[nodiscard]] std::string predictions_to_jsonl(const PredictedRows& rows);

/// errors    unknown_format unless the name of `path` ends with .csv, .jsonl or .parquet; to be
///           asked before the work is done
void require_prediction_format(const std::filesystem::path& path);

/// Writes aside, then renames. errors: unknown_format, file_unwritable, disk_full, shape_mismatch;
/// library_missing for Parquet
void write_predictions(const std::filesystem::path& path, const PredictedRows& rows);

}  // namespace ingot
