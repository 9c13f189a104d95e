// Sums, maxima and minima over axes: which elements make which result, and in what order they are
// combined, wherever the elements come from.
#pragma once

#include "backend/backend.h"

namespace ingot {

enum class ReductionKind : std::uint8_t { sum, max, min };
/// None: the op is no reduction that has kernels here.
[[nodiscard]] std::optional<ReductionKind> reduction_kind(const OpDef& op);

/// One step; a NaN wins and stays.
[[nodiscard]] inline double combine(ReductionKind kind, double acc, double x) {
  if (kind == ReductionKind::sum) return acc + x;
  if (acc != acc) return acc;
  if (kind == ReductionKind::max) return x <= acc ? acc : x;
  return x >= acc ? acc : x;
}

/// A row of elements is folded whole or in parts.
enum class RowPart : std::uint8_t { whole, first, middle, last };

/// Some columns of some rows that are `stride` elements apart.
struct RowBlock {
  std::int64_t first, columns, rows, stride;
};

/// Where one thread's reductions find their elements: of each, its input's.
class Elements {
 public:
  static constexpr std::size_t kMost = 4;  ///< reductions in one pass
  struct Rows {
    std::array<const float*, kMost> x{};
    std::array<std::int64_t, kMost> strides{};
  };

  virtual ~Elements() = default;
  /// How many come at once, a multiple of 16 and at least 1024; kAll: all of them lie in memory.
  [[nodiscard]] virtual std::int64_t most() const = 0;
  /// Elements [first, first + count). Runs of `count` elements up to `until` come next.
  [[nodiscard]] virtual const float* const* load(std::int64_t first, std::int64_t count,
                                                 std::int64_t until) = 0;
  [[nodiscard]] virtual Rows load_rows(const RowBlock& rows) = 0;
  static constexpr std::int64_t kAll = std::int64_t{1} << 62;
};

/// Reductions of tensors of one shape over the same axes, in one pass.
class Reduction {
 public:
  static constexpr std::size_t kMost = Elements::kMost;

  /// `shape` as the elements lie, not empty; at most kMost kinds.
  Reduction(std::vector<ReductionKind> kinds, const Shape& shape, const std::vector<int>& axes);

  [[nodiscard]] std::size_t scratch_bytes() const;
  /// How many elements that follow one another are read before the next gap.
  [[nodiscard]] std::int64_t run_length() const;
  [[nodiscard]] std::int64_t num_elements() const {
    return kept_.count() * reduced_.count() * inner_;
  }

  /// This thread's share of the parts. Every thread must have done its own before `finish`.
  void run(Elements& elements, double* scratch, int thread, int threads) const;
  /// This thread's share of the results, `results[r]` those of reduction r.
  void finish(const double* scratch, float* const* results, int thread, int threads) const;

 private:
  // Axes as one flat index.
  struct Axes {
    Shape sizes;
    std::array<std::int64_t, Shape::kMaxRank> strides{};

    void add(std::int64_t size, std::int64_t stride);
    [[nodiscard]] std::int64_t count() const { return sizes.num_elements(); }
    [[nodiscard]] std::int64_t offset(std::int64_t i) const;
  };
  struct Columns {
    std::int64_t first, count;
  };

  // Results are (kept, width); each comes from `pieces` parts, in scratch as (reduction, kept,
  // piece, width).
  [[nodiscard]] std::int64_t width() const { return inner_reduced_ ? 1 : inner_; }
  [[nodiscard]] std::int64_t padded_width() const;
  [[nodiscard]] std::int64_t piece_rows() const;
  [[nodiscard]] std::int64_t pieces() const;
  [[nodiscard]] std::int64_t blocks() const { return (width() + block_ - 1) / block_; }
  [[nodiscard]] std::int64_t parts() const { return kept_.count() * pieces() * padded_width(); }

  void reduce_rows(Elements& elements, std::int64_t kept, std::int64_t piece, std::int64_t until,
                   double* to) const;
  void reduce_run(Elements& elements, std::int64_t first, std::int64_t count, std::int64_t until,
                  double* acc) const;
  void reduce_columns(Elements& elements, std::int64_t kept, std::int64_t piece, Columns columns,
                      double* to) const;

  std::vector<ReductionKind> kinds_;
  Axes kept_, reduced_;     // without the innermost
  std::int64_t inner_ = 1;  // the innermost run, stride 1
  bool inner_reduced_ = true;
  std::int64_t block_ = 1;  // columns that one thread takes
};

/// The same of (batch, channels, height, width) as blocks of 8 channels lie, per channel or per
/// picture and channel, with results as those of plain pictures. None: other axes or channels.
[[nodiscard]] std::optional<Reduction> blocked_reduction(const std::vector<ReductionKind>& kinds,
                                                         const Shape& shape,
                                                         const std::vector<int>& axes);

}  // namespace ingot
