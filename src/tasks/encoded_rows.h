// Features of rows, in memory or, where they are many, in a scratch file.
#pragma once

#include <memory>
#include <span>

#include "base/scratch_file.h"
#include "features/table_pipeline.h"
#include "ingot/tensor.h"
#include "train/row_lengths.h"
#include "train/row_source.h"

namespace ingot {

/// Memory that the features of one part of a table may take.
inline constexpr std::size_t kMostEncodedBytes = 256'000'000;

/// Of many rows those that are worked on at a time.
inline constexpr std::int64_t kEncodedRun = 65'536;

/// f32 (rows, width). Copies share the rows.
class EncodedRows {
 public:
  EncodedRows() = default;
  /// Rows in memory.
  EncodedRows(Tensor rows);
  /// Room for so many rows, which are appended: in memory where they take at most `most_bytes`,
  /// else in a file. errors: those of ScratchFile
  EncodedRows(std::int64_t rows, std::int64_t width, std::size_t most_bytes = kMostEncodedBytes);

  /// The next rows, (any, width). errors: those of ScratchFile
  void append(const Tensor& rows);

  [[nodiscard]] std::int64_t size() const { return size_; }
  [[nodiscard]] std::int64_t width() const { return width_; }
  [[nodiscard]] bool is_in_memory() const { return file_ == nullptr; }
  /// All features of all rows.
  [[nodiscard]] FeatureView all() const;
  /// The features of a view of neighbouring rows: (count, view.width). errors: file_unreadable
  [[nodiscard]] Tensor range(std::int64_t first, std::int64_t count, const FeatureView& view) const;
  /// Of any rows, in this order. errors: file_unreadable
  [[nodiscard]] Tensor gather(std::span<const std::int64_t> rows, const FeatureView& view) const;

 private:
  void copy(std::int64_t row, const FeatureView& view, float* to) const;

  std::int64_t size_ = 0, width_ = 0, appended_ = 0;
  Tensor rows_;
  std::shared_ptr<ScratchFile> file_;
};

/// What a network is trained on: the features of a view, and targets as its loss takes them.
class EncodedRowSource final : public RowSource {
 public:
  /// weights    one for each row; empty: all count alike
  EncodedRowSource(EncodedRows rows, FeatureView view, Tensor targets,
                   std::vector<float> weights = {});
  /// Of a view of one text: how many numbers each row has before its padding.
  [[nodiscard]] std::vector<std::int64_t> text_sizes() const;
  /// From here on a row is trained on in the shortest of these lengths, the longest first, that
  /// holds its text. `text_sizes` are those above.
  void shorten(std::vector<std::int64_t> lengths, std::span<const std::int64_t> text_sizes);

  [[nodiscard]] std::int64_t size() const override { return rows_.size(); }
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override;
  [[nodiscard]] std::vector<Tensor> get_for_training(std::span<const std::int64_t> rows,
                                                     std::int64_t epoch) const override;
  /// Place of its length.
  [[nodiscard]] std::int64_t form(std::int64_t row) const override;
  void weigh(std::span<const std::int64_t> rows, std::span<float> weights) const override;

 private:
  EncodedRows rows_;
  FeatureView view_;
  RowLengths lengths_;
  std::vector<std::uint8_t> forms_;  ///< of the rows; empty: all are of the longest
  TensorRows targets_;               ///< and the weights
};

}  // namespace ingot
