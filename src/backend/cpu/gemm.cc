// Matrix product in f32.
//
// Algorithm    B is packed into panels two vectors wide, by blocks of 384 along k, each just before
//              it is used; a register tile of 6 or 12 rows runs over the blocks, which are added to
//              the result in order
// Assumes      nothing about shapes; edges are padded with zeros in the panels
// Invariance   an element is the same chain of multiply-adds whatever the number of rows, its place
//              among them and the number of threads
// Source       Goto and van de Geijn 2008, Anatomy of high-performance matrix multiplication
#include "backend/cpu/epilogue.h"
#include "backend/cpu/gemm_operands.h"
#include "backend/cpu/kernels.h"
#include "backend/cpu/pack_cache.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "backend/cpu/gemm.cc"
#include "backend/cpu/highway_targets.h"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

#include "backend/cpu/gemm_pack.h"

#ifndef INGOT_GEMM_SIZES_
#define INGOT_GEMM_SIZES_
namespace ingot {
namespace {

// c = a b with b in panels of `panel` columns.
struct Sizes {
  std::int64_t m, n, k;
  std::int64_t tile_rows, panel;
  [[nodiscard]] std::int64_t row_blocks() const { return (m + tile_rows - 1) / tile_rows; }
  [[nodiscard]] std::int64_t panels() const { return (n + panel - 1) / panel; }
  /// Of all panels by so much of k.
  [[nodiscard]] std::int64_t packed_floats(std::int64_t depth) const {
    return panels() * panel * depth;
  }
  [[nodiscard]] std::int64_t deepest() const { return std::min(k, kTileDepth); }
  /// Panels that stay in the second-level cache while the rows pass by; some for each thread. All
  /// groups have about as many, or one thread would wait for the other.
  [[nodiscard]] std::int64_t panels_of_group(int num_threads) const {
    const std::int64_t cached = std::max<std::int64_t>(1, (1 << 17) / (panel * deepest()));
    const std::int64_t fewest = row_blocks() >= 4 * num_threads ? 1 : num_threads;
    const std::int64_t groups = std::max(fewest, (panels() + cached - 1) / cached);
    return (panels() + groups - 1) / groups;
  }
};

// A block along k: where it is, and its panels of B, `step` floats apart.
struct DepthBlock {
  std::int64_t start, depth;
  const float* panels;
  std::int64_t step;
};

// One operand plane as (rows, columns) after its transposition.
struct Plane {
  const float* data;
  std::int64_t row_step, column_step;
};

}  // namespace
}  // namespace ingot
#endif

HWY_BEFORE_NAMESPACE();
namespace ingot {
namespace HWY_NAMESPACE {

RegisterTile TileSize() { return {kTileRows, static_cast<std::int64_t>(2 * hn::Lanes(TileTag()))}; }

void PackPanel(const float* from, std::int64_t vector_step, std::int64_t depth_step,
               std::int64_t vectors, std::int64_t width, std::int64_t k, float* to) {
  PackVectors(from, vector_step, depth_step, vectors, width, k, to);
}

// A tile of the result, whose columns may end inside of the panel.
HWY_INLINE void MultiplyPanel(const Sizes& s, int rows, const Rows& a, const float* b,
                              std::int64_t depth, std::int64_t columns, const Target& c) {
  if (columns == s.panel) return MultiplyTile(rows, a, b, depth, c);
  const TileTag d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  HWY_ALIGN float edge[12 * 32];
  const auto each_vector = [&](auto f) HWY_ATTR {
    for (std::ptrdiff_t r = 0; r < rows; ++r)
      for (std::int64_t column = 0; column < columns; column += lanes)
        f(hn::FirstN(d, static_cast<std::size_t>(std::min(lanes, columns - column))),
          edge + r * s.panel + column, c.data + r * c.row_step + column);
  };
  if (c.add)
    each_vector([&](auto mask, float* in, const float* out)
                    HWY_ATTR { hn::StoreU(hn::MaskedLoad(mask, d, out), d, in); });
  MultiplyTile(rows, a, b, depth, {edge, s.panel, c.add});
  const Epilogue& e = c.epilogue;
  if (!e.any())
    return each_vector([&](auto mask, const float* in, float* out)
                           HWY_ATTR { hn::BlendedStore(hn::LoadU(d, in), mask, d, out); });
  for (std::ptrdiff_t r = 0; r < rows; ++r)
    for (std::ptrdiff_t column = 0; column < columns; ++column) {
      float v = edge[r * s.panel + column];
      if (e.bias) v += e.bias[column];
      if (e.addend) v += e.addend[r * c.row_step + column];
      c.data[r * c.row_step + column] = e.relu && v <= 0 ? 0 : v;
    }
}

// Panels [first, last) for one block of rows, `a`, by a block along k.
void MultiplyBlock(const Sizes& s, std::int64_t block, std::int64_t first, std::int64_t last,
                   const Rows& a, const DepthBlock& b, const Target& c) {
  const int rows = static_cast<int>(std::min(s.tile_rows, s.m - block * s.tile_rows));
  const Target to = c.from(block * s.tile_rows);
  const auto panel = [&](std::int64_t q) { return b.panels + q * b.step; };
  const auto at = [&](std::int64_t q) {
    Target t{to.data + q * s.panel, to.row_step, b.start > 0, {}};
    if (b.start + b.depth == s.k) t.epilogue = to.epilogue.from(q * s.panel, q * s.panel);
    return t;
  };
  std::int64_t q = first;
  if (rows == 1)
    for (; q + 4 <= last && (q + 4) * s.panel <= s.n; q += 4)
      MultiplyRow(a, panel(q), b.step, b.depth, at(q));
  for (; q < last; ++q)
    MultiplyPanel(s, rows, a, panel(q), b.depth, std::min(s.panel, s.n - q * s.panel), at(q));
}

}  // namespace HWY_NAMESPACE
}  // namespace ingot
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ingot {
namespace {

HWY_EXPORT(TileSize);
HWY_EXPORT(PackPanel);
HWY_EXPORT(MultiplyBlock);

Sizes sizes_of(std::int64_t m, std::int64_t n, std::int64_t k) {
  const RegisterTile tile = register_tile();
  return {m, n, k, tile.rows, tile.panel};
}

// Vectors along k that are laid side by side in panels of `width`.
struct Panels {
  const float* from;
  std::int64_t vector_step, depth_step;
  std::int64_t vectors, width, k;
};

// Block after block along k, so that what one panel reads stays in the cache for the next.
void pack_panels(const Panels& p, const Share& share, float* packed) {
  for (std::int64_t start = 0; start < p.k; start += kTileDepth)
    for (std::int64_t q = share.begin; q < share.end; ++q) HWY_DYNAMIC_DISPATCH(PackPanel)
  (p.from + q * p.width * p.vector_step + start * p.depth_step, p.vector_step, p.depth_step,
   std::min(p.width, p.vectors - q * p.width), p.width, std::min(kTileDepth, p.k - start),
   packed + q * p.width * p.k + start * p.width);
}

Panels panels_of(const Sizes& s, const Plane& b) {
  return {b.data, b.column_step, b.row_step, s.n, s.panel, s.k};
}

// A block along k alone: panel after panel.
void pack_block(const Panels& p, std::int64_t start, std::int64_t depth, const Share& share,
                float* packed) {
  for (std::int64_t q = share.begin; q < share.end; ++q) HWY_DYNAMIC_DISPATCH(PackPanel)
  (p.from + q * p.width * p.vector_step + start * p.depth_step, p.vector_step, p.depth_step,
   std::min(p.width, p.vectors - q * p.width), p.width, depth, packed + q * p.width * depth);
}

// Rows whose elements lie apart along k are brought together first.
bool needs_packing(const Plane& a) { return a.column_step != 1; }
std::int64_t packed_rows_floats(const Sizes& s) {
  return s.row_blocks() * s.tile_rows * s.deepest();
}

struct Product {
  Sizes sizes;
  Plane a, b;
  const float* packed_b;  ///< null: packed here
  float* scratch;
  Target c;
};

// All threads of a region run it together. A block along k of all rows before the next one, so that
// a group's panels stay in the cache.
void multiply(const Product& p, int thread, int num_threads) {
  const Sizes& s = p.sizes;
  const bool pack_a = needs_packing(p.a), pack_b = !p.packed_b;
  float* const own_b = p.scratch;
  float* const own_a = p.scratch + (pack_b ? s.packed_floats(s.deepest()) : 0);
  const Panels rows_of_a{p.a.data, p.a.row_step, p.a.column_step, s.m, s.tile_rows, s.k};
  const std::int64_t group = s.panels_of_group(num_threads);
  const std::int64_t groups = (s.panels() + group - 1) / group, blocks = s.row_blocks();
  const Share share = share_of(groups * blocks, thread, num_threads);
  for (std::int64_t start = 0; start < s.k; start += kTileDepth) {
    const std::int64_t depth = std::min(kTileDepth, s.k - start);
    if (start > 0 && (pack_a || pack_b)) wait_for_threads(num_threads);
    if (pack_b)
      pack_block(panels_of(s, p.b), start, depth, share_of(s.panels(), thread, num_threads), own_b);
    if (pack_a) pack_block(rows_of_a, start, depth, share_of(blocks, thread, num_threads), own_a);
    if (pack_a || pack_b) wait_for_threads(num_threads);
    const DepthBlock b =
        pack_b ? DepthBlock{start, depth, own_b, s.panel * depth}
               : DepthBlock{start, depth, p.packed_b + start * s.panel, s.panel * s.k};
    for (std::int64_t unit = share.begin; unit < share.end; ++unit) {
      const std::int64_t first = unit / blocks * group, block = unit % blocks;
      Rows rows{own_a + block * s.tile_rows * depth, 1, static_cast<std::ptrdiff_t>(s.tile_rows)};
      if (!pack_a) {
        rows = Rows{p.a.data, p.a.row_step, p.a.column_step}.from(block * s.tile_rows);
        rows.data += start * rows.depth_step;
      }
      HWY_DYNAMIC_DISPATCH(MultiplyBlock)
      (s, block, first, std::min(s.panels(), first + group), rows, b, p.c);
    }
  }
}

Shape batch_of(const Shape& s) {
  return Shape(std::span<const std::int64_t>(s.begin(), static_cast<std::size_t>(s.rank() - 2)));
}

// Which plane of an operand meets plane `index` of the result.
std::int64_t plane_of(std::int64_t index, const Shape& result, const Shape& operand) {
  std::int64_t plane = 0, step = 1;
  for (int axis = result.rank() - 1, own = operand.rank() - 1; own >= 0; --axis, --own) {
    if (operand[own] != 1) plane += index % result[axis] * step;
    step *= operand[own];
    index /= result[axis];
  }
  return plane;
}

// A matrix product of one plane after another, with what follows it.
struct Matmul {
  Sizes sizes;
  Shape batch, batch_a, batch_b;
  bool ta = false, tb = false;
  std::int64_t a_columns = 0, b_columns = 0;
  bool relu = false;
  /// Places among the kernel's inputs; 0: none.
  int bias = 0, addend = 0;
  std::shared_ptr<const float> packed;

  [[nodiscard]] Plane plane_a(const float* data) const {
    return ta ? Plane{data, 1, a_columns} : Plane{data, a_columns, 1};
  }
  [[nodiscard]] Plane plane_b(const float* data) const {
    return tb ? Plane{data, 1, b_columns} : Plane{data, b_columns, 1};
  }
  [[nodiscard]] std::size_t scratch_floats() const {
    const std::int64_t floats =
        (packed ? 0 : sizes.packed_floats(sizes.deepest())) + (ta ? packed_rows_floats(sizes) : 0);
    return static_cast<std::size_t>((floats + 15) / 16 * 16);
  }
  /// For all planes.
  [[nodiscard]] int threads(const Launch& l) const {
    const auto m = static_cast<double>(sizes.m), n = static_cast<double>(sizes.n),
               k = static_cast<double>(sizes.k);
    const auto planes = static_cast<double>(batch.num_elements());
    constexpr double kFloat = sizeof(float);
    return threads_worth(2 * planes * m * n * k, kFloat * planes * (m * k + k * n + m * n),
                         l.num_threads());
  }

  void run_plane(const Launch& l, std::int64_t i, float* scratch, int thread, int threads) const {
    const Sizes& s = sizes;
    const std::int64_t at = i * s.m * s.n;
    const Epilogue epilogue{bias ? l.in<float>(bias) : nullptr,
                            addend ? l.in<float>(addend) + at : nullptr, relu};
    multiply({s,
              plane_a(l.in<float>(0) + plane_of(i, batch, batch_a) * s.m * s.k),
              plane_b(l.in<float>(1) + plane_of(i, batch, batch_b) * s.k * s.n),
              packed.get(),
              scratch,
              {l.out<float>(0) + at, s.n, false, epilogue}},
             thread, threads);
  }

  void run(const Launch& l) const {
    const std::int64_t planes = batch.num_elements();
    const auto step = static_cast<std::int64_t>(scratch_floats());
    // Many planes are shared out whole; a few are shared out in parts.
    const int worth = threads(l);
    if (worth == 1 || planes >= 2 * worth)
      return on_threads(worth, [&](int thread, int of) {
        const Share share = share_of(planes, thread, of);
        for (std::int64_t i = share.begin; i < share.end; ++i)
          run_plane(l, i, l.scratch<float>() + thread * step, 0, 1);
      });
    on_threads(worth, [&](int thread, int threads) {
      for (std::int64_t i = 0; i < planes; ++i) {
        if (i > 0) wait_for_threads(threads);
        run_plane(l, i, l.scratch<float>(), thread, threads);
      }
    });
  }
};

bool is_row(const TensorType& operand, const TensorType& result) {
  return operand.dtype == f32 && operand.num_elements() == result.shape.back() &&
         operand.rank() >= 1 && operand.shape.back() == result.shape.back();
}

}  // namespace

RegisterTile register_tile() { return HWY_DYNAMIC_DISPATCH(TileSize)(); }

// matmul, or relu(matmul + bias + addend) in part
Match gemm_kernel(const NodeView& root, const MatchContext& context) {
  const auto read = read_epilogue(root, context, "matmul", is_row);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return *refusal;
  const auto& epilogue = std::get<EpilogueMatch>(read);
  INGOT_REFUSE_UNLESS(epilogue.norm == kNoNode, "a batch norm follows");
  const NodeView n(context.graph(), epilogue.base);
  const TensorType &a = n.input_type(0), &b = n.input_type(1), &y = n.output_type(0);
  INGOT_REFUSE_UNLESS(a.dtype == f32, "only f32, not {}", to_string(a.dtype));
  INGOT_REFUSE_UNLESS(y.num_elements() > 0, "the result is empty");
  const bool ta = n.flag("transpose_a"), tb = n.flag("transpose_b");
  // One right operand for all planes: their rows are those of one large product.
  const bool joined = b.rank() == 2 && !ta;
  const std::int64_t columns = y.shape.back(),
                     rows = joined ? y.num_elements() / columns : y.shape[y.rank() - 2];
  Matmul m{.sizes = sizes_of(rows, columns, ta ? a.shape[a.rank() - 2] : a.shape.back()),
           .batch = joined ? Shape() : batch_of(y.shape),
           .batch_a = joined ? Shape() : batch_of(a.shape),
           .batch_b = batch_of(b.shape),
           .ta = ta,
           .tb = tb,
           .a_columns = a.shape.back(),
           .b_columns = b.shape.back(),
           .relu = epilogue.relu,
           .packed = nullptr};
  const Sizes& s = m.sizes;
  INGOT_REFUSE_UNLESS(s.k > 0, "the sum is empty");
  Kernel kernel;
  kernel.covers = epilogue.covers;
  kernel.inputs = {n.input_id(0), n.input_id(1)};
  const auto add_input = [&](ValueId v) {
    if (v.node == kNoNode) return 0;
    kernel.inputs.push_back(v);
    return static_cast<int>(kernel.inputs.size()) - 1;
  };
  m.bias = add_input(epilogue.bias);
  m.addend = add_input(epilogue.addend);
  if (b.rank() == 2)
    m.packed = pack_constant(
        context, n.input_id(1), fmt::format("panels {}x{} {}", s.k, s.panel, tb),
        static_cast<std::size_t>(s.packed_floats(s.k)), [&](const float* from, float* to) {
          pack_panels(panels_of(s, m.plane_b(from)), {0, s.panels()}, to);
        });
  kernel.flops = 2.0 * static_cast<double>(y.num_elements()) * static_cast<double>(s.k);
  const int copies = m.batch.num_elements() > 1 ? context.device().num_threads : 1;
  kernel.scratch_bytes = m.scratch_floats() * sizeof(float) * static_cast<std::size_t>(copies);
  // With one block along k an element of the addend is read before its place is written.
  if (m.addend && s.k <= kTileDepth) kernel.in_place = {{0, m.addend}};
  kernel.run = [m = std::move(m)](const Launch& l) { m.run(l); };
  return kernel;
}

}  // namespace ingot
#endif  // HWY_ONCE
