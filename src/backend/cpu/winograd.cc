// Convolutions of 3 x 3, stride 1, forward and by the data, as F(4 x 4, 3 x 3): a quarter of the
// multiplications.
//
// Algorithm    tiles of 6 x 6 are transformed, multiplied with the transformed filters as 36 matrix
//              products, and transformed back; a chunk of tiles stays in the second-level cache
// Assumes      channels that are multiples of 8
// Tolerance    about 1e-5 of the largest result, ten times that of the direct sum
// Invariance   a tile is the same chain of operations whatever its chunk and the number of threads
// Source       Lavin and Gray 2016, Fast algorithms for convolutional neural networks
#include "backend/cpu/blocked_pictures.h"
#include "backend/cpu/kernels.h"
#include "backend/cpu/winograd_grid.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/winograd.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/gemm_tile.h"
#include "backend/cpu/transpose8.h"
#include "backend/cpu/winograd_transforms.h"

#ifndef INGOT_WINOGRAD_SHAPE_
#define INGOT_WINOGRAD_SHAPE_
namespace ingot {
namespace {

// A forward convolution (the gradient by the data is one, too), blocked on both sides.
struct Winograd : WinogradGrid {
  /// By the data: filters are (in, out, 3, 3) and turned around.
  bool turned = false;

  [[nodiscard]] std::int64_t panels() const { return (out + tile.panel - 1) / tile.panel; }
  [[nodiscard]] std::int64_t padded_out() const { return panels() * tile.panel; }
  /// Between two of the 36 matrices; 16 more, so that they do not fall on the same cache lines.
  [[nodiscard]] std::int64_t input_step() const { return chunk * in + 16; }
  [[nodiscard]] std::int64_t product_step() const { return chunk * padded_out() + 16; }
  [[nodiscard]] std::int64_t filter_step() const { return padded_out() * in; }
  [[nodiscard]] std::size_t filter_floats() const {
    return static_cast<std::size_t>(kWinogradProducts * filter_step());
  }
  [[nodiscard]] std::size_t chunk_floats() const {
    return static_cast<std::size_t>(kWinogradProducts * (input_step() + product_step()));
  }
};

struct WinogradOperands {
  const float *x, *filters;  ///< filters: transformed
  float* y;
  const float *bias, *addend;
  bool relu;
};

}  // namespace
}  // namespace ingot
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

// 8 filters of 9 taps, `step` apart and side by side, as 9 vectors.
HWY_INLINE void LoadFilters(const float* w, std::ptrdiff_t step, bool turned, float* g) {
  HWY_ALIGN float taps[9 * 8];
  float* to = turned ? taps : g;
  Transpose8(w, step, to, 8);
  for (std::ptrdiff_t lane = 0; lane < 8; ++lane) to[64 + lane] = w[lane * step + 8];
  if (!turned) return;
  for (int tap = 0; tap < 9; ++tap) std::copy_n(taps + (8 - tap) * 8, 8, g + tap * 8);
}

// The filters from input channel k to a panel of outputs: u is (36, panels, in, panel).
void TransformFilters(const Winograd& s, const float* w, std::int64_t q, std::int64_t k, float* u) {
  HWY_ALIGN float g[9 * 8];
  for (std::int64_t first = 0; first < s.tile.panel; first += 8) {
    const std::int64_t o = q * s.tile.panel + first;
    if (o >= s.out)
      std::fill_n(g, 72, 0.0f);
    else if (s.turned)
      LoadFilters(w + (k * s.out + o) * 9, 9, true, g);
    else
      LoadFilters(w + (o * s.in + k) * 9, s.in * 9, false, g);
    TransformFilter(g, u + (q * s.in + k) * s.tile.panel + first, s.filter_step());
  }
}

// Tile `t` of all tiles, 8 channels from block `c`, to its 36 places.
HWY_INLINE void TransformTile(const Winograd& s, const float* x, std::int64_t t, std::int64_t c,
                              float* v) {
  const auto [picture, row, column] = s.place_of(t);
  const float* plane = x + (picture * (s.in / 8) + c) * s.rows * s.columns * 8;
  TransformPatchAt(plane, s.rows, s.columns, row - s.low_rows, column - s.low_columns, v,
                   s.input_step());
}

HWY_INLINE void FinishTile(const Winograd& s, const WinogradOperands& o, std::int64_t t,
                           std::int64_t c, const float* m) {
  const ChannelTag d;
  const auto [picture, row, column] = s.place_of(t);
  const std::int64_t plane = (picture * (s.out / 8) + c) * s.out_rows * s.out_columns;
  const std::int64_t rows = std::min(s.kTile, s.out_rows - row);
  const std::int64_t columns = std::min(s.kTile, s.out_columns - column);
  for (std::size_t lane = 0; lane < 8; lane += hn::Lanes(d)) {
    ChannelVec tile[4][4];
    TransformProducts(m, s.product_step(), lane, tile);
    for (std::int64_t i = 0; i < rows; ++i)
      for (std::int64_t j = 0; j < columns; ++j) {
        const std::int64_t at =
            (plane + (row + i) * s.out_columns + column + j) * 8 + static_cast<std::int64_t>(lane);
        ChannelVec v = tile[i][j];
        if (o.bias) v = hn::Add(v, hn::LoadU(d, o.bias + c * 8 + static_cast<std::int64_t>(lane)));
        if (o.addend) v = hn::Add(v, hn::LoadU(d, o.addend + at));
        if (o.relu) v = Relu(d, v);
        hn::StoreU(v, d, o.y + at);
      }
  }
}

// Tiles [first, first + count); the threads of a region share the work of each stage.
void RunChunk(const Winograd& s, const WinogradOperands& o, std::int64_t first, std::int64_t count,
              float* scratch, int thread, int num_threads) {
  float *v = scratch, *m = scratch + kWinogradProducts * s.input_step();
  const std::int64_t in_blocks = s.in / 8, out_blocks = s.out / 8;
  const Share patches = share_of(count * in_blocks, thread, num_threads);
  for (std::int64_t u = patches.begin; u < patches.end; ++u)
    TransformTile(s, o.x, first + u / in_blocks, u % in_blocks,
                  v + u / in_blocks * s.in + u % in_blocks * 8);
  wait_for_threads(num_threads);
  const std::int64_t width = s.padded_out(), tile_rows = s.tile.rows;
  const Share products = share_of(kWinogradProducts * s.panels(), thread, num_threads);
  for (std::int64_t u = products.begin; u < products.end; ++u) {
    const std::int64_t e = u / s.panels(), q = u % s.panels();
    const float* filters = o.filters + e * s.filter_step() + q * s.in * s.tile.panel;
    for (std::int64_t row = 0; row < count; row += tile_rows)
      MultiplyDeepTile(static_cast<int>(std::min(tile_rows, count - row)),
                       {v + e * s.input_step() + row * s.in, s.in, 1}, filters, s.in,
                       {m + e * s.product_step() + row * width + q * s.tile.panel, width});
  }
  wait_for_threads(num_threads);
  const Share results = share_of(count * out_blocks, thread, num_threads);
  for (std::int64_t u = results.begin; u < results.end; ++u)
    FinishTile(s, o, first + u / out_blocks, u % out_blocks,
               m + u / out_blocks * width + u % out_blocks * 8);
  wait_for_threads(num_threads);
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(TransformFilters);
HWY_EXPORT(RunChunk);

std::int64_t chunk_for(const Winograd& s, int num_threads) {
  constexpr std::int64_t kCacheFloats = 1 << 20;
  const std::int64_t fitting = kCacheFloats / (kWinogradProducts * (s.in + s.padded_out()));
  const std::int64_t most =
      std::clamp(fitting / s.tile.rows, std::int64_t{1}, std::int64_t{16}) * s.tile.rows;
  const auto up = [](std::int64_t n, std::int64_t step) { return (n + step - 1) / step * step; };
  // As many for one thread as for another, each of as many tiles.
  const std::int64_t num_chunks = up((s.tiles() + most - 1) / most, num_threads);
  return up((s.tiles() + num_chunks - 1) / num_chunks, s.tile.rows);
}

// Plain pictures come and go through blocked ones in scratch.
struct WinogradLaunch {
  Winograd shape;
  bool x_blocked = true, y_blocked = true, relu = false;
  ConvolutionBias bias;
  int addend = 0, num_threads = 1;
  std::shared_ptr<const float> filters = nullptr;

  /// Where the filters are more than the tiles, all threads work on one chunk at a time, so that
  /// each reads a part of the filters.
  [[nodiscard]] bool shared() const {
    return shape.tiles() < num_threads * shape.tile.rows ||
           shape.tiles() * (shape.in + shape.out) < shape.in * shape.out;
  }
  [[nodiscard]] int threads() const {
    const double products =
        static_cast<double>(kWinogradProducts * shape.tiles() * shape.in * shape.out);
    const double filter_bytes = static_cast<double>(shape.filter_floats() * sizeof(float));
    return threads_worth(2 * products, filter_bytes, num_threads);
  }
  [[nodiscard]] std::size_t chunk_floats() const { return (shape.chunk_floats() + 15) / 16 * 16; }
  [[nodiscard]] std::size_t scratch_bytes() const {
    std::size_t floats = chunk_floats() * (shared() ? 1 : static_cast<std::size_t>(num_threads));
    if (!filters) floats += (shape.filter_floats() + 15) / 16 * 16;
    if (!x_blocked) floats += static_cast<std::size_t>(shape.x_floats() + 15) / 16 * 16;
    if (!y_blocked)
      floats += static_cast<std::size_t>((addend ? 2 : 1) * (shape.y_floats() + 15) / 16 * 16);
    return floats * sizeof(float);
  }

  void transform_filters(const float* w, float* to, int thread, int threads) const {
    const Share share = share_of(shape.panels() * shape.in, thread, threads);
    for (std::int64_t u = share.begin; u < share.end; ++u)
      HWY_DYNAMIC_DISPATCH(TransformFilters)(shape, w, u / shape.in, u % shape.in, to);
  }

  void run(const Launch& l) const {
    const Winograd& s = shape;
    float* scratch = l.scratch<float>();
    const auto take = [&](std::size_t floats) {
      float* at = scratch;
      scratch += (floats + 15) / 16 * 16;
      return at;
    };
    float* chunks = take(chunk_floats() * (shared() ? 1 : static_cast<std::size_t>(num_threads)));
    float* own_filters = filters ? nullptr : take(s.filter_floats());
    float* x = x_blocked ? nullptr : take(static_cast<std::size_t>(shape.x_floats()));
    float* y = y_blocked ? nullptr : take(static_cast<std::size_t>(shape.y_floats()));
    float* z = y_blocked || !addend ? nullptr : take(static_cast<std::size_t>(shape.y_floats()));
    const std::int64_t x_size = s.rows * s.columns, y_size = s.out_rows * s.out_columns;
    const WinogradOperands o{x ? x : l.in<float>(0),
                             filters ? filters.get() : own_filters,
                             y ? y : l.out<float>(0),
                             bias.at(l),
                             z        ? z
                             : addend ? l.in<float>(addend)
                                      : nullptr,
                             relu};
    on_threads(threads(), [&](int thread, int threads) {
      if (own_filters) transform_filters(l.in<float>(1), own_filters, thread, threads);
      if (x) block_pictures(l.in<float>(0), s.batch * s.in / 8, x_size, x, {thread, threads});
      if (z) block_pictures(l.in<float>(addend), s.batch * s.out / 8, y_size, z, {thread, threads});
      wait_for_threads(threads);
      const std::int64_t num_chunks = (s.tiles() + s.chunk - 1) / s.chunk;
      const bool together = shared();
      const Share share = together ? Share{0, num_chunks} : share_of(num_chunks, thread, threads);
      float* own = chunks + (together ? 0 : static_cast<std::size_t>(thread) * chunk_floats());
      for (std::int64_t c = share.begin; c < share.end; ++c) HWY_DYNAMIC_DISPATCH(RunChunk)
      (s, o, c * s.chunk, std::min(s.chunk, s.tiles() - c * s.chunk), own, together ? thread : 0,
       together ? threads : 1);
      if (!y) return;
      wait_for_threads(threads);
      unblock_pictures(y, s.batch * s.out / 8, y_size, l.out<float>(0), {thread, threads});
    });
  }
};

Match winograd(const NodeView& n, const MatchContext& context, dn::ConvolutionKind kind) {
  INGOT_REFUSE_UNLESS(context.device().winograd, "forbidden");
  const auto read = read_convolution(n, context, kind);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& node = std::get<ConvolutionNode>(read);
  const auto grid = read_winograd(node, context);
  if (const auto* refusal = std::get_if<Refusal>(&grid)) return *refusal;
  WinogradGrid judged = std::get<WinogradGrid>(grid);
  // For inference the choice must not depend on the batch.
  if (context.device().batch_invariant) judged.batch = 2;
  const bool is_constant = context.constant(node.weights()) != nullptr;
  INGOT_REFUSE_UNLESS(
      winograd_pays(judged, {.direct = 15, .transformed = is_constant ? 15.0 : 25.0}),
      "{} tiles of {} to {} channels do not pay", judged.tiles(), judged.in, judged.out);
  const bool turned = kind == dn::ConvolutionKind::backward_data;
  WinogradLaunch launch{.shape = {std::get<WinogradGrid>(grid), turned},
                        .relu = node.relu,
                        .bias = node.kernel_bias(),
                        .addend = node.addend_input(),
                        .num_threads = context.device().num_threads};
  Winograd& s = launch.shape;
  s.chunk = chunk_for(s, launch.num_threads);
  launch.filters = node.pack_weights(
      context, fmt::format("winograd {}x{} {} {}", s.in, s.out, s.tile.panel, turned),
      s.filter_floats(), [&](const float* w, float* u) { launch.transform_filters(w, u, 0, 1); });
  Kernel kernel;
  kernel.covers = node.covers;
  kernel.inputs = node.inputs;
  kernel.flops = node.flops();
  kernel.layouts = blocked_choices(node, [&](bool x_blocked, bool y_blocked) {
    WinogradLaunch choice = launch;
    choice.x_blocked = turned ? y_blocked : x_blocked;
    choice.y_blocked = turned ? x_blocked : y_blocked;
    const std::size_t bytes = choice.scratch_bytes();
    return std::optional(std::pair<LaunchFn, std::size_t>(
        [choice = std::move(choice)](const Launch& l) { choice.run(l); }, bytes));
  });
  launch.x_blocked = launch.y_blocked = false;
  kernel.scratch_bytes = launch.scratch_bytes();
  kernel.run = [launch = std::move(launch)](const Launch& l) { launch.run(l); };
  return kernel;
}

}  // namespace

Match winograd_kernel(const NodeView& n, const MatchContext& context) {
  return winograd(n, context, dn::ConvolutionKind::forward);
}
Match winograd_data_kernel(const NodeView& n, const MatchContext& context) {
  return winograd(n, context, dn::ConvolutionKind::backward_data);
}

}  // namespace ingot
#endif  // HWY_ONCE
