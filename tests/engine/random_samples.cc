// Any op of the registry, by the signatures and attributes of its samples: known values take the
// place of the sample's inputs, with their own sizes.
#include <cmath>

#include "tests/engine/random_graph.h"

namespace ingot::testing {
namespace {

// The reasons are theirs: sources have no body, `fused` is a pass's, these draw other numbers in
// f64, trees are sums of f32 alone, and block products leave out zeros, also times infinity.
bool takes_part(const OpDef& op) {
  return !op.traits.has(Trait::source) && !op.samples.empty() && op.name != "random_uniform" &&
         op.name != "random_normal" && op.name != "tree_ensemble" &&
         !op.name.starts_with("block_matmul");
}

const std::vector<const OpDef*>& ops(bool scalar_only) {
  static const auto list = [](bool scalar) {
    std::vector<const OpDef*> result;
    for (const OpDef& op : op_registry().all())
      if (takes_part(op) && (!scalar || op.scalar)) result.push_back(&op);
    return result;
  };
  static const std::vector<const OpDef*> all = list(false), scalar = list(true);
  return scalar_only ? scalar : all;
}

bool inside(const Tensor& t, const Range& range) {
  for (std::int64_t e = 0; e < t.num_elements(); ++e)
    if (!(t.at(e) >= range.low && t.at(e) <= range.high)) return false;
  return true;
}

bool broadcasts(const Shape& a, const Shape& b) { return broadcast(a, b).has_value(); }

}  // namespace

class SampleMove {
 public:
  SampleMove(Grower& grower, const OpDef& op, const ParsedSample& sample)
      : grower_(grower), dice_(grower.dice()), op_(op), sample_(sample) {
    use_known_ = dice_.chance(0.85);
    keep_dtypes_ = dice_.chance(0.1);
  }

  bool run() {
    for (attempt_ = 0; attempt_ < 4; ++attempt_) {
      sizes_.clear();
      std::vector<Operand> operands;
      std::optional<Shape> common;
      for (std::size_t i = 0; i < sample_.inputs.size(); ++i)
        operands.push_back(operand(static_cast<int>(i), common));
      if (!grower_.add(op_.name, operands, attributes(operands)).empty()) return true;
    }
    return false;
  }

 private:
  Operand operand(int i, std::optional<Shape>& common) {
    const auto& given = sample_.inputs[static_cast<std::size_t>(i)];
    if (!given) return {};
    TensorType wanted = *given;
    if (is_float(wanted.dtype) && !keep_dtypes_) wanted.dtype = grower_.main_dtype();
    const Range range = sample_.range_of(i);
    const Operand o = op_.scalar ? scalar_operand(wanted, range, common)
                                 : shaped_operand(wanted, range, common.has_value());
    const Shape& shape = grower_.type(o).shape;
    common = common ? broadcast(*common, shape).value_or(*common) : shape;
    return o;
  }

  [[nodiscard]] bool suits(const Grower::Known& k, DType dtype, const Range& range) const {
    // Later attempts are for ops that decide: they want exact values.
    if (k.data.dtype() != dtype || (attempt_ % 2 == 1 && !k.exact)) return false;
    return range.given || !is_float(dtype) ? inside(k.data, range_or(dtype, range))
                                           : inside(k.data, {-50, 50});
  }
  static Range range_or(DType dtype, const Range& range) {
    if (dtype == boolean) return {0, 1, true};
    return range.given ? range : Range{0, 3, true};
  }

  Operand scalar_operand(const TensorType& wanted, const Range& range,
                         const std::optional<Shape>& common) {
    if (use_known_ && attempt_ < 3 && dice_.chance(0.8))
      if (const auto found = grower_.find([&](const Grower::Known& k) {
            return suits(k, wanted.dtype, range) &&
                   (!common || broadcasts(k.data.shape(), *common));
          }))
        return *found;
    if (!common) return fresh(wanted, range);
    Shape shape;
    for (int a = static_cast<int>(dice_.chance(0.3) ? dice_.below(common->rank() + 1) : 0);
         a < common->rank(); ++a)
      shape.push_back(dice_.chance(0.2) ? 1 : (*common)[a]);
    return fresh({wanted.dtype, shape}, range);
  }

  Operand shaped_operand(TensorType wanted, const Range& range, bool later) {
    const bool variadic = !op_.inputs.empty() && op_.inputs.back().arity == Arity::variadic;
    if (!use_known_ || attempt_ == 3) return fresh(wanted, range);
    const TensorType substituted{wanted.dtype, substitute(wanted.shape)};
    if (const auto found = grower_.find([&](const Grower::Known& k) {
          if (!suits(k, wanted.dtype, range)) return false;
          if (later && !variadic) return k.data.shape() == substituted.shape;
          return k.data.shape().rank() == wanted.rank();
        });
        found && dice_.chance(0.8)) {
      const Shape& shape = grower_.type(*found).shape;
      for (int a = 0; a < shape.rank(); ++a) sizes_.try_emplace(wanted.shape[a], shape[a]);
      return *found;
    }
    return fresh(later ? substituted : wanted, range);
  }

  // Sizes that are equal in the sample are usually equal in the op's signature.
  Shape substitute(Shape shape) {
    for (int a = 0; a < shape.rank(); ++a)
      if (const auto it = sizes_.find(shape[a]); it != sizes_.end())
        if (attempt_ == 0 || dice_.chance(0.6)) shape.set(a, it->second);
    return shape;
  }

  Operand fresh(const TensorType& type, const Range& range) { return grower_.fresh(type, range); }

  Attrs attributes(const std::vector<Operand>& operands) {
    Attrs attrs = sample_.attrs;
    if (operands.empty() || operands[0].kind == Operand::Kind::absent || attempt_ == 3)
      return attrs;
    const int rank = grower_.type(operands[0]).rank();
    for (const AttrDef& def : op_.attrs) {
      if (def.name == "axis" && rank > 0 && dice_.chance(0.5))
        attrs[def.name] = dice_.between(-rank, rank - 1);
      if (def.name == "axes" && dice_.chance(0.6) &&
          std::holds_alternative<Ints>(def.default_value)) {
        Ints axes;
        for (int a = 0; a < rank; ++a)
          if (dice_.chance(0.4)) axes.push_back(dice_.chance(0.3) ? a - rank : a);
        attrs[def.name] = axes;
      }
      if (def.name == "keep" && dice_.chance(0.5))
        attrs[def.name] = dice_.chance(0.5) ? keep_dims : drop_dims;
    }
    return attrs;
  }

  Grower& grower_;
  Dice& dice_;
  const OpDef& op_;
  const ParsedSample& sample_;
  bool use_known_, keep_dtypes_;
  int attempt_ = 0;
  std::map<std::int64_t, std::int64_t> sizes_;
};

bool Grower::add_any(bool scalar_only) {
  const OpDef& op = *dice_.of(ops(scalar_only));
  const ParsedSample sample = parse_sample(op, dice_.of(op.samples));
  return SampleMove(*this, op, sample).run();
}

}  // namespace ingot::testing
