// How the answer moves with one column, all others being as they are.
#pragma once

#include <cstdint>

#include "evaluate/permutation_importance.h"
#include "features/column_profile.h"

namespace ingot {

/// The cells that a column is given: those at its quantiles, or its most frequent values.
struct DependenceGrid {
  std::string column;
  std::vector<std::string> cells;
  std::vector<double> numbers = {};  ///< what they mean, ascending; empty for categories
  bool is_date = false;              ///< then in seconds since 1970
};

/// Of at most `points` cells that occur in `cells`. Fewer than two where the column has no values
/// that could be put in place of others, such as free text.
[[nodiscard]] DependenceGrid dependence_grid(const ColumnProfile& column, const TextColumn& cells,
                                             int points);

struct DependencePoint {
  double mean = 0;           ///< of the answers
  double low = 0, high = 0;  ///< between which the middle 80 % of the rows' own answers lie
};

struct PartialDependence {
  DependenceGrid grid;
  std::size_t output = 0;                    ///< the class whose probability it is; 0 for numbers
  std::int64_t rows = 0;                     ///< that the model was asked about
  std::vector<DependencePoint> points = {};  ///< one for each cell of the grid
};

struct DependenceOptions {
  /// More rows are not asked about: those at equal distances are.
  std::int64_t max_rows = 200;
};

/// The mean answer when all rows have the same cell in one column. Of two classes the probability
/// of class 1, of more that of the class which moves most.
///
/// errors    unknown_column
/// cost      rows * cells questions
/// source    Friedman 2001, section 8.2; the band of single rows: Goldstein et al. 2015
[[nodiscard]] PartialDependence partial_dependence(const Table& rows, const DependenceGrid& grid,
                                                   const AskTable& ask,
                                                   const DependenceOptions& options = {});

}  // namespace ingot
