// Predictions as a Parquet file.
#pragma once

#include <filesystem>

#include "evaluate/prediction_file.h"

namespace ingot {

/// The columns of predictions_to_csv: `row` as a BIGINT, numbers as FLOAT with the same bits, all
/// else as text; what a refused row lacks is NULL.
///
/// errors    library_missing; those of write_file
void write_parquet_predictions(const std::filesystem::path& path, const PredictedRows& rows);

}  // namespace ingot
