#include <numeric>

#include "base/assert.h"
#include "graph/op_def.h"

namespace ingot {

Value NodeView::input(int i) const {
  if (!has_input(i)) return {};
  INGOT_ASSERT(builder_ != nullptr, "{}: this view has no builder", op_->name);
  return builder_->value(input_id(i));
}

Values NodeView::inputs() const {
  Values all;
  for (int i = 0; i < num_inputs(); ++i) all.push_back(input(i));
  return all;
}

Value NodeView::output(int i) const {
  INGOT_ASSERT(builder_ != nullptr && id_ != kNoNode, "{}: no output here", op_->name);
  return builder_->value({id_, static_cast<std::uint32_t>(i)});
}

std::size_t NodeView::output_bytes() const {
  std::size_t bytes = 0;
  for (const TensorType& t : outputs_) bytes += t.bytes();
  return bytes;
}

template <class T>
const T& NodeView::get(std::string_view name) const {
  const auto it = attrs_->find(name);
  INGOT_ASSERT(it != attrs_->end(), "{} has no attribute {}", op_->name, name);
  const T* value = std::get_if<T>(&it->second);
  INGOT_ASSERT(value != nullptr, "{}: attribute {} has another type", op_->name, name);
  return *value;
}
template const std::int64_t& NodeView::get(std::string_view) const;
template const double& NodeView::get(std::string_view) const;
template const std::string& NodeView::get(std::string_view) const;
template const Ints& NodeView::get(std::string_view) const;
template const DType& NodeView::get(std::string_view) const;
template const KeepDims& NodeView::get(std::string_view) const;
template const Tensor& NodeView::get(std::string_view) const;

int NodeView::axis(std::string_view name) const {
  const int rank = input_type(0).rank();
  const std::int64_t given = integer(name);
  if (given < -rank || given >= rank)
    throw fail("bad_axis", text("{}={} is no axis of a tensor of rank {}",
                                "{}={} 不是 {} 维张量的轴", name, given, rank));
  return static_cast<int>(given < 0 ? given + rank : given);
}

std::vector<int> NodeView::axes(std::string_view name) const {
  const int rank = input_type(0).rank();
  const Ints& given = integers(name);
  std::vector<int> result(static_cast<std::size_t>(rank));
  std::iota(result.begin(), result.end(), 0);
  if (given.empty()) return result;
  result.clear();
  for (std::int64_t a : given) {
    if (a < -rank || a >= rank)
      throw fail("bad_axis", text("{} holds {}, which is no axis of a tensor of rank {}",
                                  "{} 中的 {} 不是 {} 维张量的轴", name, a, rank));
    result.push_back(static_cast<int>(a < 0 ? a + rank : a));
  }
  std::sort(result.begin(), result.end());
  if (std::adjacent_find(result.begin(), result.end()) != result.end())
    throw fail("bad_axis", text("{} names an axis twice", "{} 重复指定了同一个轴", name));
  return result;
}

Error NodeView::fail(std::string code, const Text& what) const {
  std::string types;
  for (int i = 0; i < num_inputs(); ++i) {
    if (!has_input(i)) continue;
    const auto k = std::min(static_cast<std::size_t>(i), op_->inputs.size() - 1);
    types += fmt::format("{}{} {}", types.empty() ? "" : ", ", op_->inputs[k].name,
                         to_string(input_type(i)));
  }
  return Error(std::move(code), {fmt::format("{}: {} ({})", op_->name, what.en, types),
                                 fmt::format("{}: {} ({})", op_->name, what.zh, types)});
}

void NodeView::require(bool ok, const Text& what) const {
  if (!ok) throw fail("shape_mismatch", what);
}

void NodeView::require_same_dtype(int a, int b) const {
  if (!has_input(a) || !has_input(b) || input_type(a).dtype == input_type(b).dtype) return;
  throw fail("dtype_mismatch",
             text("inputs need one dtype, not {} and {}; convert one with cast()",
                  "各输入的类型须相同, 不能是 {} 和 {}; 请用 cast() 转换其中一个",
                  to_string(input_type(a).dtype), to_string(input_type(b).dtype)));
}

void NodeView::require_float(int i) const {
  if (!has_input(i) || is_float(input_type(i).dtype)) return;
  throw fail("dtype_unsupported",
             text("input {} must be a float tensor", "输入 {} 须为浮点张量", i));
}

}  // namespace ingot
