// What networks are made of, in the sizes that kernels and passes treat specially.
#include "tests/engine/random_graph.h"

namespace ingot::testing {
namespace {

using Maybe = std::optional<Operand>;

Operand absent() { return {}; }

class Patterns {
 public:
  explicit Patterns(Grower& g) : g_(g), dice_(g.dice()), dtype_(g.main_dtype()) {}

  bool run() {
    switch (dice_.below(11)) {
      case 0:
      case 1:
      case 2: return picture_chain();
      case 3:
      case 4: return dense();
      case 5: return cluster();
      case 6: return view();
      case 7: return join();
      case 8: return reduce_and_return();
      case 9: return norm();
      default: return index();
    }
  }

 private:
  [[nodiscard]] const Shape& shape(const Operand& o) const { return g_.type(o).shape; }
  Operand fresh(const Shape& s, DType dtype, const Range& range = {}) {
    return g_.fresh({dtype, s}, range);
  }
  Operand fresh(const Shape& s) { return fresh(s, dtype_); }
  std::int64_t channels() { return dice_.of<std::int64_t>({1, 2, 3, 8, 8, 16, 16, 32}); }

  Operand picture() {
    if (dice_.chance(0.75))
      if (const Maybe found = g_.find_float(4, 4)) return *found;
    const std::int64_t n = dice_.of<std::int64_t>({1, 2, 3, 5}), c = channels();
    if (dice_.chance(0.03)) return fresh({0, c, 5, 4});
    const std::int64_t room = std::max<std::int64_t>(g_.max_elements() / (n * c), 4);
    std::int64_t height = dice_.between(2, 13), width = dice_.between(2, 17);
    while (height * width > room) (height > width ? height : width) /= 2;
    return fresh({n, c, height, width});
  }

  Maybe convolve(const Operand& x) {
    const std::int64_t in = shape(x)[1];
    std::int64_t out = channels(), groups = 1;
    if (in > 0 && dice_.chance(0.15)) {
      groups = in;
      out = in * dice_.between(1, 2);
    } else if (in % 2 == 0 && out % 2 == 0 && dice_.chance(0.1)) {
      groups = 2;
    }
    const std::int64_t kernel = dice_.of<std::int64_t>({1, 2, 3, 3, 3, 5});
    const std::int64_t width = dice_.chance(0.8) ? kernel : dice_.between(1, 3);
    Attrs attrs{{"groups", groups}};
    const auto maybe = [&](const char* name, double p, std::int64_t low, std::int64_t high) {
      if (dice_.chance(p)) attrs[name] = Ints{dice_.between(low, high), dice_.between(low, high)};
    };
    maybe("strides", 0.3, 1, 2);
    maybe("dilation", 0.15, 1, 2);
    if (dice_.chance(0.6))
      attrs["padding_low"] = attrs["padding_high"] = Ints{kernel / 2, width / 2};
    maybe("padding_high", 0.2, 0, 2);
    const Operand w = fresh({out, in / groups, kernel, width}, dtype_, {-1, 1});
    return g_.add1("conv", {x, w, dice_.chance(0.5) ? fresh({out}) : absent()}, attrs);
  }

  Maybe pool(const Operand& x) {
    const std::int64_t k = dice_.of<std::int64_t>({2, 2, 2, 3});
    Attrs attrs{{"kernel_size", Ints{k, dice_.chance(0.8) ? k : dice_.between(1, 3)}}};
    if (dice_.chance(0.3)) attrs["strides"] = Ints{dice_.between(1, 2), dice_.between(1, 3)};
    if (dice_.chance(0.2)) attrs["padding_low"] = attrs["padding_high"] = Ints{1, 0};
    return g_.add1(dice_.chance(0.75) ? "max_pool" : "avg_pool", {x}, attrs);
  }

  Maybe activation(const Operand& x) {
    return g_.add1(dice_.of({"relu", "relu", "relu", "relu6", "tanh", "sigmoid", "gelu", "silu",
                             "leaky_relu", "elu", "softplus", "square", "hard_swish"}),
                   {x});
  }

  Maybe batch_norm(const Operand& x) {
    const Shape c{shape(x)[1]};
    if (dice_.chance(0.5)) return g_.add1("batch_norm", {x, fresh(c), fresh(c)});
    return g_.add1("batch_norm_inference",
                   {x, fresh(c), fresh(c), fresh(c), fresh(c, dtype_, {0.5, 2, true})});
  }

  Maybe add_like(const Operand& x) {
    const Maybe other = g_.find([&](const Grower::Known& k) {
      return k.data.dtype() == dtype_ && broadcast(k.data.shape(), shape(x)) == shape(x);
    });
    return g_.add1(dice_.of({"add", "add", "mul", "sub", "maximum"}),
                   {x, other && dice_.chance(0.8) ? *other : fresh(shape(x))});
  }

  bool picture_chain() {
    Operand x = picture();
    bool any = false;
    for (std::int64_t steps = dice_.between(1, 4); steps > 0; --steps) {
      Maybe y;
      switch (dice_.below(9)) {
        case 0:
        case 1:
        case 2: y = convolve(x); break;
        case 3: y = pool(x); break;
        case 4: y = batch_norm(x); break;
        case 5: y = add_like(x); break;
        default: y = activation(x);
      }
      if (!y) continue;
      any = true;
      x = *y;
      if (shape(x).rank() != 4) break;
    }
    return any;
  }

  bool dense() {
    Maybe x = g_.find_float(2, 3);
    if (!x || dice_.chance(0.3)) {
      const std::int64_t rows = dice_.of<std::int64_t>({1, 2, 3, 7, 16});
      x = fresh({rows, dice_.of<std::int64_t>({1, 3, 8, 17, 33, 64})});
    }
    if (shape(*x).rank() > 2 && dice_.chance(0.5))
      if (const Maybe flat = g_.add1("reshape", {*x}, {{"shape", Ints{shape(*x)[0], -1}}}))
        x = flat;
    const std::int64_t k = shape(*x).back();
    const std::int64_t n = dice_.of<std::int64_t>({1, 2, 8, 10, 16, 33, 64});
    const bool transposed = dice_.chance(0.3);
    Maybe y =
        g_.add1("matmul", {*x, fresh(transposed ? Shape{n, k} : Shape{k, n}, dtype_, {-1, 1})},
                {{"transpose_b", std::int64_t{transposed}}});
    if (!y) return false;
    if (dice_.chance(0.7))
      if (const Maybe biased = g_.add1("add", {*y, fresh({n})})) y = biased;
    if (dice_.chance(0.7))
      if (const Maybe active = activation(*y)) y = active;
    if (dice_.chance(0.2) && shape(*y).rank() == 2)
      (void)g_.add1("softmax_cross_entropy",
                    {*y, fresh({shape(*y)[0]}, i64, {0, static_cast<double>(n - 1), true})});
    return true;
  }

  // Scalar ops on one shape, each on one of the latest.
  bool cluster() {
    Maybe x = g_.find_float(0, 8);
    if (!x || dice_.chance(0.2)) {
      const std::int64_t large = std::max<std::int64_t>(g_.max_elements() / 2, 1);
      x = dice_.chance(0.3) ? fresh({dice_.between(1, large)})
                            : fresh({dice_.between(1, 5), dice_.between(0, 9)});
    }
    std::vector<Operand> recent{*x};
    for (std::int64_t i = dice_.between(2, 8); i > 0; --i) {
      const Operand a = dice_.of(recent);
      Maybe y;
      if (dice_.chance(0.5)) {
        y = dice_.chance(0.5) ? activation(a)
                              : g_.add1(dice_.of({"neg", "abs", "exp", "sin", "sqrt", "log1p",
                                                  "atan", "erf", "reciprocal", "sign", "round"}),
                                        {a});
      } else {
        const Operand b = dice_.chance(0.6) ? dice_.of(recent)
                          : dice_.chance(0.5)
                              ? fresh({})
                              : fresh(shape(a).rank() > 0 ? Shape{shape(a).back()} : Shape{});
        y = g_.add1(dice_.of({"add", "sub", "mul", "div", "minimum", "maximum", "pow"}), {a, b});
      }
      if (y) recent.push_back(*y);
    }
    if (const Maybe y = compare_and_select(dice_.of(recent))) recent.push_back(*y);
    return recent.size() > 1;
  }

  Maybe compare_and_select(const Operand& x) {
    if (dice_.chance(0.5)) return std::nullopt;
    const Maybe exact = g_.find([&](const Grower::Known& k) {
      return k.exact && k.data.dtype() == dtype_ && broadcast(k.data.shape(), shape(x)).has_value();
    });
    const Maybe condition =
        g_.add1(dice_.of({"less", "greater", "equal", "not_equal", "less_equal"}),
                {exact ? *exact : fresh(shape(x), dtype_, {-3, 3}), fresh({}, dtype_, {-3, 3})});
    if (!condition) return std::nullopt;
    return g_.add1("select", {*condition, x, dice_.chance(0.5) ? fresh({}) : fresh(shape(x))});
  }

  Maybe any_value() {
    return g_.find([](const Grower::Known&) { return true; });
  }

  bool view() {
    const Maybe x = any_value();
    if (!x) return false;
    const Shape& s = shape(*x);
    const int rank = s.rank();
    switch (dice_.below(6)) {
      case 0: {
        if (rank > 1 && dice_.chance(0.5))
          return bool(g_.add1("reshape", {*x}, {{"shape", Ints{-1}}}));
        Ints sizes = s.to_vector();
        sizes.insert(sizes.begin() + dice_.below(rank + 1), 1);
        if (rank > 0 && sizes.front() % 2 == 0) {
          sizes.front() /= 2;
          sizes.push_back(2);
        }
        return bool(g_.add1("reshape", {*x}, {{"shape", sizes}}));
      }
      case 1: return bool(g_.add1("squeeze", {*x}));
      case 2: {
        Ints perm;
        for (int a = 0; a < rank; ++a) perm.insert(perm.begin() + dice_.below(a + 1), a);
        return bool(g_.add1("transpose", {*x}, {{"perm", perm}}));
      }
      case 3: {
        Ints starts, stops, steps;
        for (int a = 0; a < rank; ++a) {
          const bool backwards = dice_.chance(0.2);
          starts.push_back(backwards ? -1 : dice_.between(0, s[a] / 2));
          stops.push_back(backwards ? -100 : dice_.between(s[a] / 2, s[a]));
          steps.push_back(backwards ? -dice_.between(1, 2) : dice_.between(1, 2));
        }
        return bool(
            g_.add1("slice", {*x}, {{"starts", starts}, {"stops", stops}, {"steps", steps}}));
      }
      case 4: {
        Ints wide = s.to_vector();
        for (std::int64_t& d : wide)
          if (d == 1) d = dice_.between(0, 4);
        wide.insert(wide.begin(), dice_.between(1, 3));
        return bool(g_.add1("broadcast_to", {*x}, {{"shape", wide}}));
      }
      default: return bool(g_.add1("flip", {*x}));
    }
  }

  bool join() {
    const Maybe x = any_value();
    if (!x || shape(*x).rank() == 0) return false;
    const int axis = static_cast<int>(dice_.below(shape(*x).rank()));
    const DType dtype = g_.type(*x).dtype;
    if (dice_.chance(0.4)) {
      Ints low, high;
      for (int a = 0; a < shape(*x).rank(); ++a) {
        low.push_back(dice_.between(0, 2));
        high.push_back(dice_.between(0, 1));
      }
      return bool(g_.add1("pad", {*x}, {{"low", low}, {"high", high}}));
    }
    std::vector<Operand> parts{*x};
    for (std::int64_t i = dice_.between(1, 2); i > 0; --i) {
      const Maybe other = g_.find([&](const Grower::Known& k) {
        return k.data.dtype() == dtype && k.data.shape().rank() == shape(*x).rank() &&
               k.data.shape().with(axis, 1) == shape(*x).with(axis, 1);
      });
      parts.insert(parts.begin() + dice_.below(2),
                   other && dice_.chance(0.7)
                       ? *other
                       : fresh(shape(*x).with(axis, dice_.between(0, 3)), dtype));
    }
    return bool(g_.add1("concat", parts, {{"axis", std::int64_t{axis}}}));
  }

  // x - mean(x) and the like.
  bool reduce_and_return() {
    const Maybe x = g_.find_float(1, 8);
    if (!x) return false;
    Ints axes;
    for (int a = 0; a < shape(*x).rank(); ++a)
      if (dice_.chance(0.5)) axes.push_back(a);
    const bool keep = dice_.chance(0.6);
    const Maybe r = g_.add1(dice_.of({"sum", "mean", "max", "min", "variance", "logsumexp"}), {*x},
                            {{"axes", axes}, {"keep", keep ? keep_dims : drop_dims}});
    if (r && keep && dice_.chance(0.6))
      (void)g_.add1(dice_.of({"sub", "add", "mul", "div"}), {*x, *r});
    return bool(r);
  }

  bool norm() {
    const Maybe x = g_.find_float(1, 8);
    if (!x) return false;
    const Shape& s = shape(*x);
    const Shape last{s.back()};
    switch (dice_.below(4)) {
      case 0: return bool(g_.add1("layer_norm", {*x, fresh(last), fresh(last)}));
      case 1: return bool(g_.add1("rms_norm", {*x, fresh(last)}));
      case 2:
        return s.rank() > 1 && bool(g_.add1("batch_norm", {*x, fresh({s[1]}), fresh({s[1]})}));
      default: return bool(g_.add1(dice_.of({"softmax", "log_softmax"}), {*x}));
    }
  }

  bool index() {
    const Maybe x = g_.find_float(1, 8);
    if (!x || shape(*x)[0] == 0) return false;
    const Range rows{0, static_cast<double>(shape(*x)[0] - 1), true};
    const DType whole = dice_.of({i64, i32});
    switch (dice_.below(4)) {
      case 0: return bool(g_.add1("gather", {*x, fresh({dice_.between(0, 5)}, whole, rows)}));
      case 1: {
        const Shape wanted = shape(*x).with(0, 3);
        return bool(g_.add1("scatter_add", {*x, fresh({3}, whole, rows), fresh(wanted)}));
      }
      case 2:
        return bool(g_.add1("cast", {*x}, {{"dtype", dice_.of({f32, f64, bf16, i64, i32, u8})}}));
      default: {
        const Maybe v = g_.find([](const Grower::Known& k) { return !is_float(k.data.dtype()); });
        return v && bool(g_.add1("cast", {*v}, {{"dtype", dtype_}}));
      }
    }
  }

  Grower& g_;
  Dice& dice_;
  DType dtype_;
};

}  // namespace

bool add_pattern(Grower& grower) { return Patterns(grower).run(); }

}  // namespace ingot::testing
