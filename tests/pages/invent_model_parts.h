// What invented models of tables look at, and how their answers are told.
#pragma once

#include "evaluate/findings.h"

namespace ingot {

/// Importance and partial dependence of columns of each kind, the figures in the unit of `metric`.
void invent_columns(Findings& findings, const std::string& metric, std::size_t num_columns);

/// Gains, and costs at a threshold, of predictions of two classes.
void invent_threshold(Findings& findings, Predictions predictions);

/// Residuals, intervals, a comparison and a slice of large errors, of predicted numbers.
void invent_number_parts(Findings& findings, const Predictions& predictions,
                         const Predictions& rival);

}  // namespace ingot
