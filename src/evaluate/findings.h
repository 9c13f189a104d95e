// What was found beyond the metrics: the parts of a report that need more than one evaluation.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/compare_models.h"
#include "evaluate/compare_numbers.h"
#include "evaluate/conformal.h"
#include "evaluate/cost_curve.h"
#include "evaluate/cross_validation.h"
#include "evaluate/gains.h"
#include "evaluate/label_errors.h"
#include "evaluate/learning_curve.h"
#include "evaluate/partial_dependence.h"
#include "evaluate/permutation_importance.h"
#include "evaluate/residuals.h"
#include "evaluate/row_groups.h"
#include "evaluate/tag_findings.h"
#include "evaluate/temperature.h"
#include "evaluate/weak_slices.h"
#include "evaluate/word_influence.h"

namespace ingot {

struct FoldFigures {
  std::string metric;  ///< of the registry, such as "accuracy"
  CrossValidation values;
};
[[nodiscard]] Text describe(const FoldFigures& folds);

/// A held-out row that is almost the same as a training row.
struct DuplicateExample {
  std::int64_t row = 0;
  std::int64_t training_row = 0;
  double distance = 0;  ///< in the measure of whoever looked; 0 is the same
  std::string name = {}, training_name = {};
};

struct DuplicateFindings {
  std::int64_t rows = 0;        ///< held-out rows that were looked at
  std::int64_t duplicates = 0;  ///< of them with a near training row
  bool left_out = false;        ///< those training rows were not trained on
  std::vector<DuplicateExample> examples = {};
};

struct NamedComparison {
  Text first, second;  ///< what the models are called
  PairedComparison figures;
};

struct NamedNumberComparison {
  Text first, second;
  NumberComparison figures;
};

/// Something that the program chose by itself.
struct Decision {
  Text what, choice, why;
};

struct SkippedFiles {
  Text reason;
  std::int64_t count = 0;
  std::vector<std::string> names = {};  ///< a few of them
};

/// One picture as it is and as training sees it; data: URIs.
struct AugmentedPicture {
  std::string original = {};
  std::vector<std::string> variants = {};
};

/// What a model wrote: after a prompt, which may be empty, or for a source. `wanted` is what people
/// wrote for it; empty: there is no such text.
struct GeneratedText {
  std::string prompt, text, wanted = {};
};

/// Every part may be missing.
struct Findings {
  std::optional<PermutationImportance> importance = {};
  std::vector<PartialDependence> dependence = {};
  std::optional<CumulativeGains> gains = {};
  std::optional<CostCurve> costs = {};
  std::optional<Residuals> residuals = {};
  std::optional<IntervalFigures> intervals = {};
  std::optional<FoldFigures> cross_validation = {};
  std::optional<TemperatureEffect> temperature = {};
  std::optional<LabelErrors> label_errors = {};
  std::vector<DoubtfulRow> doubtful = {};
  std::optional<WeakSlices> weak_slices = {};
  std::vector<RowGroups> row_groups = {};
  std::optional<DuplicateFindings> near_duplicates = {};
  std::optional<LearningCurve> learning_curve = {};
  std::vector<NamedComparison> comparisons = {};
  std::vector<NamedNumberComparison> number_comparisons = {};
  std::vector<InfluentialText> words = {};
  std::vector<GeneratedText> generated = {};
  std::optional<TagFindings> tags = {};
  std::vector<Decision> decisions = {};
  std::vector<Text> augmentation_steps = {};
  std::vector<AugmentedPicture> augmented = {};
  std::vector<SkippedFiles> skipped = {};
};

/// The part "findings" of a report, as docs/report.md describes it.
///
/// classes   names in the order of the class indices
/// errors    unknown_metric
[[nodiscard]] nlohmann::json to_json(const Findings& findings,
                                     const std::vector<std::string>& classes);

/// The findings in one paragraph, what is wrong with the data first; empty when there is none.
[[nodiscard]] Text summarise(const Findings& findings, const std::vector<std::string>& classes);

/// The evaluation's paragraph, and after an empty line that of the findings, where there are any.
[[nodiscard]] Text summarise(const Evaluation& evaluation, const std::string& target,
                             const Findings& findings);

/// What shows one row, as an object: "picture" (a data: URI), "name", "fields".
using ShownRow = std::function<nlohmann::json(std::int64_t row)>;

/// Adds what shows it to every entry of `findings` that names a row. Label errors and doubtful rows
/// count in the rows that out-of-fold probabilities were given for, slices and duplicates in the
/// evaluated ones.
struct ShownRows {
  ShownRow labelled, evaluated, training = {};
};
void show_rows(nlohmann::json& findings, const ShownRows& shown);

}  // namespace ingot
