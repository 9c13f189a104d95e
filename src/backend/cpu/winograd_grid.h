// What Winograd's kernels share: a convolution as a grid of tiles of 4 x 4 results, each from a
// patch of 6 x 6.
#pragma once

#include "backend/cpu/convolution_node.h"
#include "backend/cpu/gemm_operands.h"

namespace ingot {

/// Elements of a transformed tile, each in a matrix of its own.
inline constexpr std::int64_t kWinogradProducts = 36;

struct WinogradGrid : ConvolutionShape {
  static constexpr std::int64_t kTile = 4;
  RegisterTile tile;
  std::int64_t chunk = 1;  ///< tiles at a time

  [[nodiscard]] std::int64_t tiles_down() const { return (out_rows + kTile - 1) / kTile; }
  [[nodiscard]] std::int64_t tiles_across() const { return (out_columns + kTile - 1) / kTile; }
  [[nodiscard]] std::int64_t tiles() const { return batch * tiles_down() * tiles_across(); }

  /// Where the results of a tile begin.
  struct Place {
    std::int64_t picture, row, column;
  };
  [[nodiscard]] Place place_of(std::int64_t t) const {
    const std::int64_t across = tiles_across(), per_picture = across * tiles_down();
    return {t / per_picture, t % per_picture / across * kTile, t % across * kTile};
  }
};

/// The grid of a 3 x 3 convolution of stride 1 and channels in multiples of 8, or why there is
/// none.
[[nodiscard]] std::variant<WinogradGrid, Refusal> read_winograd(const ConvolutionNode& node,
                                                                const MatchContext& context);

/// What a filter tap costs beside the products, in multiply-adds: to read it, or to make and read
/// its transformed 36 / 9.
struct WinogradFilterCost {
  double direct, transformed;
};
/// Whether the products, and about 12 multiply-adds for each transformed element, are fewer than
/// the multiply-adds of the direct sum.
[[nodiscard]] bool winograd_pays(const WinogradGrid& grid, const WinogradFilterCost& filter);

}  // namespace ingot
