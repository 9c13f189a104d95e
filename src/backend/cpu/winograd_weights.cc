// The gradient of a 3 x 3 convolution of stride 1 by its filters, as the transposed of Winograd's
// F(4 x 4, 3 x 3): a quarter of the multiplications.
//
// Algorithm    pictures are transformed as in the forward pass, gradients by the transposed of its
//              last transform; 36 matrix products over the tiles; one transform back for each
//              filter
// Assumes      channels that are multiples of 8
// Tolerance    about 1e-5 of the largest term
// Invariance   tiles are summed in order; threads share the 36 products, never a sum
// Source       Lavin and Gray 2016, Fast algorithms for convolutional neural networks
#include "backend/cpu/blocked_pictures.h"
#include "backend/cpu/kernels.h"
#include "backend/cpu/winograd_grid.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/winograd_weights.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/gemm_tile.h"
#include "backend/cpu/winograd_transforms.h"

#ifndef INGOT_WINOGRAD_WEIGHTS_SHAPE_
#define INGOT_WINOGRAD_WEIGHTS_SHAPE_
namespace ingot {
namespace {

struct WinogradWeights : WinogradGrid {
  std::int64_t filters = 8;  ///< at a time

  [[nodiscard]] std::int64_t panels() const { return (in + tile.panel - 1) / tile.panel; }
  [[nodiscard]] std::int64_t padded_in() const { return panels() * tile.panel; }
  // Steps between two of the 36 matrices; 16 more, so that they fall on different cache lines.
  [[nodiscard]] std::int64_t picture_step() const { return chunk * padded_in() + 16; }
  [[nodiscard]] std::int64_t gradient_step() const { return chunk * filters + 16; }
  [[nodiscard]] std::int64_t sum_step() const { return filters * padded_in() + 16; }
  [[nodiscard]] std::size_t scratch_floats() const {
    return static_cast<std::size_t>(kWinogradProducts *
                                    (picture_step() + gradient_step() + sum_step()));
  }
};

struct WeightsScratch {
  float *pictures, *gradients, *sums;
};

}  // namespace
}  // namespace ingot
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

// The patches of tiles [first, first + count), in panels: (36, panels, chunk, panel).
void TransformPictures(const WinogradWeights& s, const float* x, std::int64_t first,
                       std::int64_t count, float* v, Share share) {
  for (std::int64_t u = share.begin; u < share.end; ++u) {
    const std::int64_t tile = u % count, c = u / count;
    const auto [picture, row, column] = s.place_of(first + tile);
    const float* plane = x + (picture * (s.in / 8) + c) * s.rows * s.columns * 8;
    TransformPatchAt(
        plane, s.rows, s.columns, row - s.low_rows, column - s.low_columns,
        v + (c * 8 / s.tile.panel * s.chunk + tile) * s.tile.panel + c * 8 % s.tile.panel,
        s.picture_step());
  }
}

// The gradients of filters [filter, filter + filters): (36, chunk, filters).
void TransformGradients(const WinogradWeights& s, const float* dy, std::int64_t first,
                        std::int64_t count, std::int64_t filter, float* v, Share share) {
  for (std::int64_t u = share.begin; u < share.end; ++u) {
    const std::int64_t tile = u % count, c = u / count;
    const auto [picture, row, column] = s.place_of(first + tile);
    const std::int64_t plane = picture * (s.out / 8) + filter / 8 + c;
    TransformGradientAt(dy + plane * s.out_rows * s.out_columns * 8, s.out_rows, s.out_columns, row,
                        column, v + tile * s.filters + c * 8, s.gradient_step());
  }
}

// sums (36, filters, in) += gradients^T pictures over `count` tiles; units are (product, panel).
void AddProducts(const WinogradWeights& s, const WeightsScratch& at, std::int64_t count,
                 std::int64_t num_filters, bool add, Share share) {
  const std::int64_t width = s.padded_in();
  for (std::int64_t u = share.begin; u < share.end; ++u) {
    const std::int64_t e = u / s.panels(), q = u % s.panels();
    const float* gradients = at.gradients + e * s.gradient_step();
    const float* pictures = at.pictures + e * s.picture_step() + q * s.chunk * s.tile.panel;
    for (std::int64_t row = 0; row < num_filters; row += s.tile.rows)
      MultiplyTile(static_cast<int>(std::min(s.tile.rows, num_filters - row)),
                   {gradients + row, 1, static_cast<std::ptrdiff_t>(s.filters)}, pictures, count,
                   {at.sums + e * s.sum_step() + row * width + q * s.tile.panel, width, add});
  }
}

// Units are (filter, block of 8 inputs); w is (filters, in, 3, 3) from filter `filter` on.
void FinishFilters(const WinogradWeights& s, const float* sums, float* w, Share share) {
  HWY_ALIGN float g[9 * 8];
  const std::int64_t blocks = s.in / 8, width = s.padded_in();
  for (std::int64_t u = share.begin; u < share.end; ++u) {
    const std::int64_t o = u / blocks, i = u % blocks * 8;
    TransformSums(sums + o * width + i, s.sum_step(), g);
    float* to = w + (o * s.in + i) * 9;
    for (std::int64_t lane = 0; lane < 8; ++lane)
      for (std::int64_t tap = 0; tap < 9; ++tap) to[lane * 9 + tap] = g[tap * 8 + lane];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(TransformPictures);
HWY_EXPORT(TransformGradients);
HWY_EXPORT(AddProducts);
HWY_EXPORT(FinishFilters);

// All tiles at once where they fit, and then some filters at a time; else all filters.
void choose_chunks(WinogradWeights& s) {
  constexpr std::int64_t kCacheFloats = 1 << 19;
  const std::int64_t fitting = kCacheFloats / (kWinogradProducts * (s.in + s.out));
  s.chunk = std::min(s.tiles(), std::clamp(fitting, std::int64_t{32}, kTileDepth));
  s.filters = s.out;
  if (s.chunk < s.tiles()) return;
  const std::int64_t most = kCacheFloats / (kWinogradProducts * s.padded_in()) / 24 * 24;
  s.filters = std::min(s.out, std::max<std::int64_t>(most, 24));
}

struct WeightsLaunch {
  WinogradWeights shape;
  bool x_blocked = true, y_blocked = true;

  [[nodiscard]] std::size_t scratch_bytes() const {
    std::size_t floats = (shape.scratch_floats() + 15) / 16 * 16;
    if (!x_blocked) floats += static_cast<std::size_t>(shape.x_floats());
    if (!y_blocked) floats += static_cast<std::size_t>(shape.y_floats());
    return floats * sizeof(float);
  }

  void run(const Launch& l) const {
    const WinogradWeights& s = shape;
    const WeightsScratch at{
        l.scratch<float>(), l.scratch<float>() + kWinogradProducts * s.picture_step(),
        l.scratch<float>() + kWinogradProducts * (s.picture_step() + s.gradient_step())};
    float* after = l.scratch<float>() + (s.scratch_floats() + 15) / 16 * 16;
    float* x = x_blocked ? nullptr : after;
    float* dy = y_blocked ? nullptr : after + (x ? s.x_floats() : 0);
    on_threads(l.num_threads(), [&](int thread, int threads) {
      const auto share = [&](std::int64_t n) { return share_of(n, thread, threads); };
      if (x)
        block_pictures(l.in<float>(0), s.batch * s.in / 8, s.rows * s.columns, x,
                       {thread, threads});
      if (dy)
        block_pictures(l.in<float>(1), s.batch * s.out / 8, s.out_rows * s.out_columns, dy,
                       {thread, threads});
      if (x || dy) wait_for_threads(threads);
      const float *from_x = x ? x : l.in<float>(0), *from_dy = dy ? dy : l.in<float>(1);
      for (std::int64_t filter = 0; filter < s.out; filter += s.filters) {
        const std::int64_t num_filters = std::min(s.filters, s.out - filter);
        for (std::int64_t first = 0; first < s.tiles(); first += s.chunk) {
          const std::int64_t count = std::min(s.chunk, s.tiles() - first);
          // With all tiles in one chunk the pictures stay for the next filters.
          if (filter == 0) HWY_DYNAMIC_DISPATCH(TransformPictures)
          (s, from_x, first, count, at.pictures, share(count * (s.in / 8)));
          HWY_DYNAMIC_DISPATCH(TransformGradients)
          (s, from_dy, first, count, filter, at.gradients, share(count * (num_filters / 8)));
          wait_for_threads(threads);
          HWY_DYNAMIC_DISPATCH(AddProducts)
          (s, at, count, num_filters, first > 0, share(kWinogradProducts * s.panels()));
          wait_for_threads(threads);
        }
        HWY_DYNAMIC_DISPATCH(FinishFilters)
        (s, at.sums, l.out<float>(0) + filter * s.in * 9, share(num_filters * (s.in / 8)));
        wait_for_threads(threads);
      }
    });
  }
};

}  // namespace

Match winograd_weights_kernel(const NodeView& n, const MatchContext& context) {
  const auto read = read_convolution(n, context, dn::ConvolutionKind::backward_weights);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& node = std::get<ConvolutionNode>(read);
  const auto read_grid = read_winograd(node, context);
  if (const auto* refusal = std::get_if<Refusal>(&read_grid)) return *refusal;
  const auto& grid = std::get<WinogradGrid>(read_grid);
  INGOT_REFUSE_UNLESS(winograd_pays(grid, {.direct = 0, .transformed = 20}),
                      "{} tiles of {} to {} channels do not pay", grid.tiles(), grid.in, grid.out);
  WeightsLaunch launch{.shape = {grid}};
  choose_chunks(launch.shape);
  Kernel kernel;
  kernel.inputs = node.inputs;
  kernel.flops = node.flops();
  kernel.layouts = blocked_choices(node, [&](bool x_blocked, bool y_blocked) {
    WeightsLaunch choice = launch;
    choice.x_blocked = x_blocked;
    choice.y_blocked = y_blocked;
    return std::optional(std::pair<LaunchFn, std::size_t>(
        [choice](const Launch& l) { choice.run(l); }, choice.scratch_bytes()));
  });
  launch.x_blocked = launch.y_blocked = false;
  kernel.scratch_bytes = launch.scratch_bytes();
  kernel.run = [launch](const Launch& l) { launch.run(l); };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
