// Exchange of axes, for elements of 1, 2, 4 or 8 bytes.
//
// Algorithm    neighbouring axes that stay together are merged; then whole runs are copied, or
// tiles
//              of 16 x 16 between the axis that is contiguous in x and the one that is in y
// Assumes      nothing; a copy gives the same bits in any order
#include <cstring>

#include "backend/cpu/kernels.h"

namespace ingot {
namespace {

struct Axis {
  std::int64_t size, from, to;  // strides in x and y
};

struct Transpose {
  std::vector<Axis> outer;
  Axis contiguous_in{1, 1, 1}, contiguous_out{1, 1, 1};

  [[nodiscard]] std::int64_t num_outer() const {
    std::int64_t count = 1;
    for (const Axis& a : outer) count *= a.size;
    return count;
  }

  template <class T>
  void copy_plane(const T* x, T* y) const {
    constexpr std::int64_t kTile = 16;
    const Axis &rows = contiguous_in, &columns = contiguous_out;
    if (columns.from == 1) {  // one axis is both
      std::memcpy(y, x, static_cast<std::size_t>(columns.size) * sizeof(T));
      return;
    }
    for (std::int64_t r = 0; r < rows.size; r += kTile)
      for (std::int64_t c = 0; c < columns.size; c += kTile)
        for (std::int64_t i = r; i < std::min(rows.size, r + kTile); ++i)
          for (std::int64_t j = c; j < std::min(columns.size, c + kTile); ++j)
            y[i * rows.to + j] = x[i + j * columns.from];
  }

  template <class T>
  void run(const Launch& l) const {
    const std::int64_t planes = num_outer();
    const bool small = planes * contiguous_in.size * contiguous_out.size < (1 << 14);
    parallel_for(small ? 1 : l.num_threads(), planes, [&](std::int64_t plane) {
      std::int64_t from = 0, to = 0, rest = plane;
      for (std::size_t a = outer.size(); a-- > 0; rest /= outer[a].size) {
        from += rest % outer[a].size * outer[a].from;
        to += rest % outer[a].size * outer[a].to;
      }
      copy_plane(l.in<T>(0) + from, l.out<T>(0) + to);
    });
  }
};

// In the order of y, without axes of size 1.
std::vector<Axis> merged_axes(const NodeView& n) {
  const Shape& x = n.input_type(0).shape;
  Ints perm = n.integers("perm");
  if (perm.empty())
    for (int a = x.rank() - 1; a >= 0; --a) perm.push_back(a);
  const auto from = x.strides(), to = n.output_type(0).shape.strides();
  std::vector<Axis> axes;
  for (std::size_t i = 0; i < perm.size(); ++i) {
    const auto a = static_cast<std::size_t>(perm[i] < 0 ? perm[i] + x.rank() : perm[i]);
    const Axis axis{x[static_cast<int>(a)], from[a], to[i]};
    if (axis.size == 1) continue;
    if (!axes.empty() && axes.back().from == axis.from * axis.size)
      axes.back() = {axes.back().size * axis.size, axis.from, axis.to};
    else
      axes.push_back(axis);
  }
  return axes;
}

}  // namespace

Match transpose_kernel(const NodeView& n, const MatchContext&) {
  INGOT_REFUSE_UNLESS(n.output_type(0).num_elements() > 0, "nothing to do");
  Transpose t;
  t.outer = merged_axes(n);
  if (!t.outer.empty()) {
    t.contiguous_out = t.outer.back();
    t.outer.pop_back();
  }
  if (t.contiguous_out.from != 1) {
    const auto in =
        std::find_if(t.outer.begin(), t.outer.end(), [](const Axis& a) { return a.from == 1; });
    t.contiguous_in = *in;
    t.outer.erase(in);
  }
  Kernel kernel;
  switch (size_bytes(n.output_type(0).dtype)) {
    case 1: kernel.run = [t](const Launch& l) { t.run<std::uint8_t>(l); }; break;
    case 2: kernel.run = [t](const Launch& l) { t.run<std::uint16_t>(l); }; break;
    case 4: kernel.run = [t](const Launch& l) { t.run<std::uint32_t>(l); }; break;
    default: kernel.run = [t](const Launch& l) { t.run<std::uint64_t>(l); }; break;
  }
  return kernel;
}

}  // namespace ingot
