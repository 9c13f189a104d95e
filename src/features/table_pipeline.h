// The fitted features of a product of tables: pipeline.json, from cells of text to numbers.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/derivation.h"
#include "features/encoder.h"
#include "features/pipeline.h"
#include "features/table_profile.h"

namespace ingot {

/// How the columns are encoded for one kind of model.
struct ViewChoice {
  std::string name;  ///< "network", "trees"
  struct Column {
    std::string name;
    std::vector<TransformChoice> encoders;
  };
  std::vector<Column> columns;
};

/// A kind of model's neighbouring features among those of a pipeline.
struct FeatureView {
  std::string name;
  std::int64_t first = 0, width = 0;
  std::vector<std::int64_t> group_widths;   ///< of what belongs together; their sum is `width`
  std::vector<bool> categories;             ///< of the groups: one of their features is 1
  std::vector<std::int64_t> num_ids;        ///< of the groups: Encoder::num_ids
  std::vector<std::uint64_t> vocabularies;  ///< of the groups: Encoder::vocabulary
  std::vector<std::string> features;        ///< a name for each
  std::vector<std::string> columns;         ///< the column that each comes from
};

/// From raw rows to f32 (rows, width): the views side by side. A row's result has the same bits
/// whatever the other rows and the number of threads.
class TablePipeline {
 public:
  TablePipeline() = default;

  /// profile    of the training rows
  /// train      the training rows, of which some are read at a time
  /// targets    one for each: class indices or numbers
  /// derived    columns that views may name beside those of the table
  /// errors     unknown_transform, bad_option, unknown_column, no_rows
  [[nodiscard]] static TablePipeline fit(const TableProfile& profile,
                                         const std::vector<ViewChoice>& views,
                                         const TableSource& train, std::span<const double> targets,
                                         std::int64_t num_classes,
                                         const std::vector<DerivedColumn>& derived = {});

  /// errors    bad_pipeline, unknown_transform, newer_product
  [[nodiscard]] static TablePipeline from_json(std::string_view json);
  [[nodiscard]] std::string to_json() const;

  [[nodiscard]] std::int64_t width() const { return width_; }
  [[nodiscard]] std::vector<FeatureView> views() const;
  /// errors    unknown_view
  [[nodiscard]] FeatureView view(std::string_view name) const;
  /// A column of texts of which no more than `length` tokens are read, and how many training rows
  /// have more.
  struct TextCut {
    std::string column;
    std::int64_t length = 0, rows = 0;
  };
  [[nodiscard]] std::vector<TextCut> text_cuts() const;
  /// Names of the columns that it reads.
  [[nodiscard]] std::vector<std::string> columns() const;
  /// Those that it makes of them.
  [[nodiscard]] const std::vector<DerivedColumn>& derived() const { return derived_; }

  /// errors    missing_column
  [[nodiscard]] Tensor apply(const Table& rows, int num_threads = 1) const;
  /// All rows of a source. errors: as above
  [[nodiscard]] Tensor apply(const TableSource& rows, int num_threads = 1) const;
  /// The rows that it was fitted on, some at a time: encoders that learn the target give each row
  /// what they learned from other folds. errors: as above
  void apply_to_training(const TableSource& train, std::span<const double> targets,
                         std::int64_t num_classes, int num_threads,
                         const std::function<void(const Tensor& encoded)>& body) const;

 private:
  struct Part {
    std::string column;
    std::string name;  ///< of the encoder
    nlohmann::json options, values;
    Encoder encoder;
    std::int64_t first = 0;       ///< feature
    std::int64_t same_from = -1;  ///< first feature of an earlier part with the same values
  };
  struct View {
    std::string name;
    std::vector<Part> parts;
  };
  void place();
  [[nodiscard]] const ColumnProfile& profile_of(const std::string& column) const;
  [[nodiscard]] const DerivedColumn* find_derived(const std::string& column) const;
  /// The cells of a column of the table, as `cells_of` gives them by its name, or of a derived one,
  /// which `made` holds.
  template <class CellsOf>
  [[nodiscard]] CellRun run_of(const std::string& column, CellsOf cells_of, TextColumn& made) const;
  /// Adds the columns that a view reads and that are not there yet.
  void add_column(const std::string& name, const TableProfile& profile,
                  const std::vector<DerivedColumn>& derived);
  /// The cells of one column of the training rows outside of a fold; -1: of all.
  [[nodiscard]] ForEachCells cells_outside(const TableSource& train,
                                           std::span<const double> targets,
                                           const std::string& column, std::int64_t fold) const;

  std::vector<ColumnProfile> profiles_;
  std::vector<DerivedColumn> derived_;
  std::vector<View> views_;
  std::int64_t width_ = 0;
};

}  // namespace ingot
