// Strided copies: contiguous blocks, transposed planes in tiles.
#include <cstring>

#include "ops/loops.h"

namespace ingot {
namespace {

/// Two strided views of one box, walked together.
struct Walk {
  Shape box;
  Strides from{}, to{};

  void add(std::int64_t size, std::int64_t from_stride, std::int64_t to_stride) {
    const auto a = static_cast<std::size_t>(box.rank());
    from[a] = from_stride;
    to[a] = to_stride;
    box.push_back(size);
  }
};

// Drops axes of size 1 and merges neighbours that both sides walk as one.
Walk merge_axes(const Shape& box, const Strides& from, const Strides& to) {
  Walk walk;
  for (int axis = 0; axis < box.rank(); ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    if (box[axis] == 1) continue;
    const int last = walk.box.rank() - 1;
    const auto l = static_cast<std::size_t>(last);
    if (last >= 0 && walk.from[l] == from[a] * box[axis] && walk.to[l] == to[a] * box[axis]) {
      walk.box.set(last, walk.box[last] * box[axis]);
      walk.from[l] = from[a];
      walk.to[l] = to[a];
    } else {
      walk.add(box[axis], from[a], to[a]);
    }
  }
  return walk;
}

struct Line {
  std::int64_t size = 1, from = 1, to = 1;
};

template <class U>
void copy_line(const U* from, U* to, const Line& line) {
  if (line.from == 1 && line.to == 1) {
    std::memcpy(to, from, static_cast<std::size_t>(line.size) * sizeof(U));
  } else if (line.to == 1) {
    for (std::int64_t i = 0; i < line.size; ++i) to[i] = from[i * line.from];
  } else {
    for (std::int64_t i = 0; i < line.size; ++i) to[i * line.to] = from[i * line.from];
  }
}

// A plane whose rows are contiguous on one side and whose columns are on the other: in tiles, so
// that each cache line is fetched once.
template <class U>
void copy_plane(const U* from, U* to, const Line& rows, const Line& columns) {
  constexpr std::int64_t kTile = 16;
  for (std::int64_t r0 = 0; r0 < rows.size; r0 += kTile) {
    const std::int64_t r1 = std::min(r0 + kTile, rows.size);
    for (std::int64_t c0 = 0; c0 < columns.size; c0 += kTile) {
      const Line part{std::min(kTile, columns.size - c0), columns.from, columns.to};
      for (std::int64_t r = r0; r < r1; ++r)
        copy_line(from + r * rows.from + c0 * columns.from, to + r * rows.to + c0 * columns.to,
                  part);
    }
  }
}

template <class U>
void copy_walk(Walk walk, const U* from, U* to) {
  if (walk.box.num_elements() == 0) return;
  const auto take = [&walk](int axis) {
    const auto a = static_cast<std::size_t>(axis);
    const Line line{walk.box[axis], walk.from[a], walk.to[a]};
    for (int i = axis; i + 1 < walk.box.rank(); ++i) {
      walk.from[static_cast<std::size_t>(i)] = walk.from[static_cast<std::size_t>(i) + 1];
      walk.to[static_cast<std::size_t>(i)] = walk.to[static_cast<std::size_t>(i) + 1];
    }
    walk.box = walk.box.without(axis);
    return line;
  };
  const Line line = walk.box.rank() > 0 ? take(walk.box.rank() - 1) : Line{};
  Line rows;
  if (line.from != 1 && line.to == 1)
    for (int axis = 0; axis < walk.box.rank(); ++axis)
      if (walk.from[static_cast<std::size_t>(axis)] == 1) {
        rows = take(axis);
        break;
      }
  const Box sources{walk.box, walk.from}, targets{walk.box, walk.to};
  for_each_pair(sources, targets, [&](std::int64_t source, std::int64_t target) {
    if (rows.size > 1)
      copy_plane(from + source, to + target, rows, line);
    else
      copy_line(from + source, to + target, line);
  });
}

}  // namespace

void copy_box(const Shape& box, DType dtype, const void* from, const Strides& from_strides,
              void* to, const Strides& to_strides) {
  const Walk walk = merge_axes(box, from_strides, to_strides);
  const auto copy = [&]<class U>(U) {
    copy_walk(walk, static_cast<const U*>(from), static_cast<U*>(to));
  };
  switch (size_bytes(dtype)) {
    case 1: return copy(std::uint8_t{});
    case 2: return copy(std::uint16_t{});
    case 4: return copy(std::uint32_t{});
    default: return copy(std::uint64_t{});
  }
}

}  // namespace ingot
