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
#include "backend/cpu/convolution_node.h"
#include "backend/cpu/gemm_operands.h"
#include "backend/cpu/kernels.h"
#include "backend/cpu/pack_cache.h"

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

constexpr std::int64_t kProducts = 36, kTile = 4, kDepth = 384;

// A forward convolution (the gradient by the data is one, too), blocked on both sides.
struct Winograd {
  std::int64_t batch, in, out, rows, columns, out_rows, out_columns, low_rows, low_columns;
  /// By the data: filters are (in, out, 3, 3) and turned around.
  bool turned;
  std::int64_t tile_rows, panel;  ///< of the register tile
  std::int64_t chunk;             ///< tiles at a time

  [[nodiscard]] std::int64_t tiles_down() const { return (out_rows + kTile - 1) / kTile; }
  [[nodiscard]] std::int64_t tiles_across() const { return (out_columns + kTile - 1) / kTile; }
  [[nodiscard]] std::int64_t tiles() const { return batch * tiles_down() * tiles_across(); }
  [[nodiscard]] std::int64_t panels() const { return (out + panel - 1) / panel; }
  /// Between two of the 36 matrices; 16 more, so that they do not fall on the same cache lines.
  [[nodiscard]] std::int64_t input_step() const { return chunk * in + 16; }
  [[nodiscard]] std::int64_t product_step() const { return chunk * panels() * panel + 16; }
  [[nodiscard]] std::int64_t filter_step() const { return panels() * panel * in; }
  [[nodiscard]] std::size_t filter_floats() const {
    return static_cast<std::size_t>(kProducts * filter_step());
  }
  [[nodiscard]] std::size_t chunk_floats() const {
    return static_cast<std::size_t>(kProducts * (input_step() + product_step()));
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

std::int64_t WinogradTileRows() { return kTileRows; }
std::int64_t WinogradPanel() { return static_cast<std::int64_t>(2 * hn::Lanes(TileTag())); }

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
  for (std::int64_t first = 0; first < s.panel; first += 8) {
    const std::int64_t o = q * s.panel + first;
    if (o >= s.out)
      std::fill_n(g, 72, 0.0f);
    else if (s.turned)
      LoadFilters(w + (k * s.out + o) * 9, 9, true, g);
    else
      LoadFilters(w + (o * s.in + k) * 9, s.in * 9, false, g);
    TransformFilter(g, u + (q * s.in + k) * s.panel + first, s.filter_step());
  }
}

// Tile `t` of all tiles, 8 channels from block `c`, to its 36 places.
HWY_INLINE void TransformTile(const Winograd& s, const float* x, std::int64_t t, std::int64_t c,
                              float* v) {
  const std::int64_t across = s.tiles_across(), per_picture = across * s.tiles_down();
  const std::int64_t picture = t / per_picture, row = t % per_picture / across * kTile - s.low_rows;
  const std::int64_t column = t % across * kTile - s.low_columns;
  const float* plane = x + (picture * (s.in / 8) + c) * s.rows * s.columns * 8;
  TransformPatchAt(plane, s.rows, s.columns, row, column, v, s.input_step());
}

HWY_INLINE void FinishTile(const Winograd& s, const WinogradOperands& o, std::int64_t t,
                           std::int64_t c, const float* m) {
  const ChannelTag d;
  const std::int64_t across = s.tiles_across(), per_picture = across * s.tiles_down();
  const std::int64_t row = t % per_picture / across * kTile, column = t % across * kTile;
  const std::int64_t plane = (t / per_picture * (s.out / 8) + c) * s.out_rows * s.out_columns;
  const std::int64_t rows = std::min(kTile, s.out_rows - row);
  const std::int64_t columns = std::min(kTile, s.out_columns - column);
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
        if (o.relu) v = hn::IfThenZeroElse(hn::Le(v, hn::Zero(d)), v);
        hn::StoreU(v, d, o.y + at);
      }
  }
}

// Tiles [first, first + count); the threads of a region share the work of each stage.
void RunChunk(const Winograd& s, const WinogradOperands& o, std::int64_t first, std::int64_t count,
              float* scratch, int thread, int num_threads) {
  float *v = scratch, *m = scratch + kProducts * s.input_step();
  const std::int64_t in_blocks = s.in / 8, out_blocks = s.out / 8;
  const Share patches = share_of(count * in_blocks, thread, num_threads);
  for (std::int64_t u = patches.begin; u < patches.end; ++u)
    TransformTile(s, o.x, first + u / in_blocks, u % in_blocks,
                  v + u / in_blocks * s.in + u % in_blocks * 8);
  if (num_threads > 1) wait_for_threads();
  const std::int64_t width = s.panels() * s.panel;
  const Share products = share_of(kProducts * s.panels(), thread, num_threads);
  for (std::int64_t u = products.begin; u < products.end; ++u) {
    const std::int64_t e = u / s.panels(), q = u % s.panels();
    const float* filters = o.filters + e * s.filter_step() + q * s.in * s.panel;
    for (std::int64_t p = 0; p < s.in; p += kDepth)
      for (std::int64_t row = 0; row < count; row += s.tile_rows)
        MultiplyTile(static_cast<int>(std::min(s.tile_rows, count - row)),
                     {v + e * s.input_step() + row * s.in + p, s.in, 1}, filters + p * s.panel,
                     std::min(kDepth, s.in - p),
                     {m + e * s.product_step() + row * width + q * s.panel, width, p > 0});
  }
  if (num_threads > 1) wait_for_threads();
  const Share results = share_of(count * out_blocks, thread, num_threads);
  for (std::int64_t u = results.begin; u < results.end; ++u)
    FinishTile(s, o, first + u / out_blocks, u % out_blocks,
               m + u / out_blocks * width + u % out_blocks * 8);
  if (num_threads > 1) wait_for_threads();
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(WinogradTileRows);
HWY_EXPORT(WinogradPanel);
HWY_EXPORT(TransformFilters);
HWY_EXPORT(RunChunk);

// Multiply-adds that the direct sum needs, against what this needs: its products, about 12 for each
// transformed element, and a filter that is 4 times as large to make and to read.
bool pays(const Winograd& s, bool is_constant) {
  const double pairs = static_cast<double>(s.in * s.out), tiles = static_cast<double>(s.tiles());
  const double places = static_cast<double>(s.batch * s.out_rows * s.out_columns);
  const double direct = places * pairs * 9 + 15 * 9 * pairs;
  const double here = 36 * tiles * (pairs + 12 * static_cast<double>(s.in + s.out)) +
                      (is_constant ? 15 : 25) * 36 * pairs;
  return here < direct;
}

std::int64_t chunk_for(const Winograd& s, int num_threads) {
  constexpr std::int64_t kCacheFloats = 1 << 20;
  const std::int64_t fitting = kCacheFloats / (kProducts * (s.in + s.panels() * s.panel));
  const std::int64_t share = (s.tiles() + num_threads - 1) / num_threads;
  const std::int64_t tiles = std::clamp(fitting / s.tile_rows, std::int64_t{1}, std::int64_t{16});
  return std::min(tiles * s.tile_rows, std::max(share, s.tile_rows));
}

// Plain pictures come and go through blocked ones in scratch.
struct WinogradLaunch {
  Winograd shape;
  bool x_blocked = true, y_blocked = true, relu = false;
  int bias = 0, addend = 0;
  int num_threads = 1;
  std::shared_ptr<const float> filters;
  std::shared_ptr<const std::vector<float>> folded_bias = nullptr;

  [[nodiscard]] std::int64_t x_floats() const {
    return shape.batch * shape.in * shape.rows * shape.columns;
  }
  [[nodiscard]] std::int64_t y_floats() const {
    return shape.batch * shape.out * shape.out_rows * shape.out_columns;
  }
  /// Few tiles: all threads work on one chunk at a time.
  [[nodiscard]] bool shared() const { return shape.tiles() < 2 * num_threads * shape.chunk; }
  [[nodiscard]] std::size_t chunk_floats() const { return (shape.chunk_floats() + 15) / 16 * 16; }
  [[nodiscard]] std::size_t scratch_bytes() const {
    std::size_t floats = chunk_floats() * (shared() ? 1 : static_cast<std::size_t>(num_threads));
    if (!filters) floats += (shape.filter_floats() + 15) / 16 * 16;
    if (!x_blocked) floats += static_cast<std::size_t>(x_floats() + 15) / 16 * 16;
    if (!y_blocked)
      floats += static_cast<std::size_t>((addend ? 2 : 1) * (y_floats() + 15) / 16 * 16);
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
    float* x = x_blocked ? nullptr : take(static_cast<std::size_t>(x_floats()));
    float* y = y_blocked ? nullptr : take(static_cast<std::size_t>(y_floats()));
    float* z = y_blocked || !addend ? nullptr : take(static_cast<std::size_t>(y_floats()));
    const std::int64_t x_size = s.rows * s.columns, y_size = s.out_rows * s.out_columns;
    const WinogradOperands o{x ? x : l.in<float>(0),
                             filters ? filters.get() : own_filters,
                             y ? y : l.out<float>(0),
                             folded_bias ? folded_bias->data()
                             : bias      ? l.in<float>(bias)
                                         : nullptr,
                             z        ? z
                             : addend ? l.in<float>(addend)
                                      : nullptr,
                             relu};
    on_threads(l.num_threads(), [&](int thread, int threads) {
      if (own_filters) transform_filters(l.in<float>(1), own_filters, thread, threads);
      if (x) block_pictures(l.in<float>(0), s.batch * s.in / 8, x_size, x, {thread, threads});
      if (z) block_pictures(l.in<float>(addend), s.batch * s.out / 8, y_size, z, {thread, threads});
      if (threads > 1) wait_for_threads();
      const std::int64_t num_chunks = (s.tiles() + s.chunk - 1) / s.chunk;
      const bool together = shared();
      const Share share = together ? Share{0, num_chunks} : share_of(num_chunks, thread, threads);
      float* own = chunks + (together ? 0 : static_cast<std::size_t>(thread) * chunk_floats());
      for (std::int64_t c = share.begin; c < share.end; ++c) HWY_DYNAMIC_DISPATCH(RunChunk)
      (s, o, c * s.chunk, std::min(s.chunk, s.tiles() - c * s.chunk), own, together ? thread : 0,
       together ? threads : 1);
      if (!y) return;
      if (threads > 1) wait_for_threads();
      unblock_pictures(y, s.batch * s.out / 8, y_size, l.out<float>(0), {thread, threads});
    });
  }
};

Match winograd(const NodeView& n, const MatchContext& context, dn::ConvolutionKind kind) {
  INGOT_REFUSE_UNLESS(context.device().winograd, "forbidden");
  const auto read = read_convolution(n, context, kind);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& node = std::get<ConvolutionNode>(read);
  const dn::ConvolutionSpec& c = node.spec;
  INGOT_REFUSE_UNLESS(c.w[2] == 3 && c.w[3] == 3, "the filter is {} x {}", c.w[2], c.w[3]);
  const Ints ones(2, 1);
  INGOT_REFUSE_UNLESS(c.strides == ones && c.dilation == ones, "strides or dilation");
  INGOT_REFUSE_UNLESS(c.groups == 1, "groups");
  INGOT_REFUSE_UNLESS(c.x[1] % 8 == 0 && c.y[1] % 8 == 0, "{} to {} channels", c.x[1], c.y[1]);
  const bool turned = kind == dn::ConvolutionKind::backward_data;
  const Ints &from = turned ? c.y : c.x, &to = turned ? c.x : c.y;
  WinogradLaunch launch{.shape = {.batch = c.x[0],
                                  .in = from[1],
                                  .out = to[1],
                                  .rows = from[2],
                                  .columns = from[3],
                                  .out_rows = to[2],
                                  .out_columns = to[3],
                                  .low_rows = turned ? 2 - c.padding_low[0] : c.padding_low[0],
                                  .low_columns = turned ? 2 - c.padding_low[1] : c.padding_low[1],
                                  .turned = turned,
                                  .tile_rows = HWY_DYNAMIC_DISPATCH(WinogradTileRows)(),
                                  .panel = HWY_DYNAMIC_DISPATCH(WinogradPanel)(),
                                  .chunk = 1},
                        .relu = node.relu,
                        .bias = node.bias_input(),
                        .addend = node.addend_input(),
                        .num_threads = context.device().num_threads,
                        .filters = nullptr,
                        .folded_bias = node.folded_bias};
  Winograd& s = launch.shape;
  Winograd judged = s;
  // For inference the choice must not depend on the batch.
  if (context.device().batch_invariant) judged.batch = 2;
  INGOT_REFUSE_UNLESS(pays(judged, context.constant(node.weights()) != nullptr),
                      "{} tiles of {} to {} channels do not pay", s.tiles(), s.in, s.out);
  s.chunk = chunk_for(s, launch.num_threads);
  launch.filters = node.pack_weights(
      context, fmt::format("winograd {}x{} {} {}", s.in, s.out, s.panel, turned), s.filter_floats(),
      [&](const float* w, float* u) { launch.transform_filters(w, u, 0, 1); });
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
