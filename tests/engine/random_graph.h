// Random graphs, grown one op at a time on values that are known: an op whose result would
// overflow, or that would decide by a rounded value, is not added.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "graph/op_def.h"
#include "tests/engine/samples.h"

namespace ingot::testing {

/// Names of inputs, each with that of the output which replaces it in the next run.
using Updates = std::map<std::string, std::string>;

/// A graph with inputs to run it on. Values that discontinuous ops look at are exact.
struct RandomGraph {
  std::uint64_t seed = 0;
  Graph graph;
  std::vector<Tensor> inputs;
  Updates updates = {};
};
[[nodiscard]] RandomGraph random_graph(std::uint64_t seed);

/// Random choices.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : rng_(seed) {}
  /// 0 .. n - 1
  [[nodiscard]] std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(rng_() % static_cast<std::uint64_t>(n));
  }
  /// low .. high
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + below(high - low + 1);
  }
  [[nodiscard]] bool chance(double p) { return unit() < p; }
  [[nodiscard]] double unit() { return static_cast<double>(rng_() >> 11) * 0x1p-53; }
  template <class T>
  [[nodiscard]] T of(std::initializer_list<T> list) {
    return list.begin()[below(static_cast<std::int64_t>(list.size()))];
  }
  template <class List>
  [[nodiscard]] const auto& of(const List& list) {
    return list[static_cast<std::size_t>(below(static_cast<std::int64_t>(list.size())))];
  }

 private:
  std::mt19937_64 rng_;
};

/// What an op is to be given: a value that is there, a new one, or nothing.
struct Operand {
  enum class Kind : std::uint8_t { known, fresh, absent };
  Kind kind = Kind::absent;
  std::size_t known = 0;
  Tensor fresh = {};
};

/// A graph that grows, with the value of each of its values.
class Grower {
 public:
  struct Known {
    Value value;
    Tensor data;
    bool exact = false;  ///< the same in every precision
    bool read = false;
  };

  explicit Grower(std::uint64_t seed);

  /// Adds the op unless its types do not fit, its values get too large, or it would decide by a
  /// value that is not exact. Returns the values' places in `known()`.
  std::vector<std::size_t> add(const std::string& op, const std::vector<Operand>& operands,
                               Attrs attrs = {});
  /// The same for one result; nothing when it was not added.
  std::optional<Operand> add1(const std::string& op, const std::vector<Operand>& operands,
                              Attrs attrs = {});
  /// An op of the registry, by one of its samples.
  bool add_any(bool scalar_only = false);

  [[nodiscard]] const std::vector<Known>& known() const { return known_; }
  [[nodiscard]] const TensorType& type(const Operand& o) const {
    return o.kind == Operand::Kind::known ? known_[o.known].data.type() : o.fresh.type();
  }
  [[nodiscard]] int num_ops() const { return num_ops_; }
  [[nodiscard]] Dice& dice() { return dice_; }

  /// A new value; dyadic ones are small integers.
  [[nodiscard]] Operand fresh(const TensorType& type, const Range& range = {});
  /// A random known value that `fits`, the latest ones preferred.
  template <class F>
  [[nodiscard]] std::optional<Operand> find(F fits);
  /// The same for a float value of the main dtype with this rank at least.
  [[nodiscard]] std::optional<Operand> find_float(int min_rank, int max_rank);
  [[nodiscard]] DType main_dtype() const { return main_dtype_; }
  [[nodiscard]] std::int64_t max_elements() const { return max_elements_; }

  [[nodiscard]] RandomGraph finish();

 private:
  friend class SampleMove;
  struct Trial;
  void materialise(Operand& operand);
  [[nodiscard]] bool is_tame(const Tensor& t) const;

  std::uint64_t seed_;
  Dice dice_;
  DType main_dtype_ = f32;
  double dyadic_share_;
  bool special_;  ///< NaN and infinities take part
  std::int64_t max_elements_;
  int num_ops_ = 0;
  Builder g_;
  std::vector<Known> known_;
  std::vector<Tensor> inputs_;
};

template <class F>
std::optional<Operand> Grower::find(F fits) {
  std::vector<std::size_t> fitting;
  for (std::size_t i = 0; i < known_.size(); ++i)
    if (fits(known_[i])) fitting.push_back(i);
  if (fitting.empty()) return std::nullopt;
  const std::size_t latest = fitting.size() > 3 && dice_.chance(0.6) ? 3 : fitting.size();
  const auto k = static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(latest)));
  return Operand{Operand::Kind::known, fitting[fitting.size() - 1 - k], {}};
}

/// One of the patterns that networks are made of: convolutions, dense layers, norms, views ...
bool add_pattern(Grower& grower);

}  // namespace ingot::testing
