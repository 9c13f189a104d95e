// A scalar expression as graph nodes.
#include <unordered_map>

#include "graph/op_def.h"

namespace ingot {
namespace {

std::string_view op_name(ScalarOp op) {
  if (op == ScalarOp::min) return "minimum";
  if (op == ScalarOp::max) return "maximum";
  return to_string(op);
}

bool is_logical(ScalarOp op) {
  return op == ScalarOp::logical_and || op == ScalarOp::logical_or || op == ScalarOp::logical_not;
}

class Emitter {
 public:
  Emitter(Builder& g, std::span<const Value> args, DType dtype,
          const std::vector<std::pair<Expr, Value>>& known)
      : g_(g), args_(args), dtype_(dtype) {
    for (const auto& [e, v] : known) done_[e.id()] = v;
  }

  Value emit(const Expr& e) {
    if (auto it = done_.find(e.id()); it != done_.end()) return it->second;
    return done_[e.id()] = compute(e);
  }
  // Comparisons give bool; arithmetic on them counts 0 and 1.
  Value number(const Expr& e) {
    const Value v = emit(e);
    return v.dtype() == dtype_ ? v : g_.cast(v, dtype_);
  }

 private:
  Value condition(const Expr& e) {
    const Value v = emit(e);
    return v.dtype() == boolean ? v : g_.not_equal(v, g_.scalar_like(v, 0));
  }

  Value compute(const Expr& e) {
    if (e.op() == ScalarOp::arg) return args_[static_cast<std::size_t>(e.arg_index())];
    if (e.op() == ScalarOp::constant) return g_.scalar(dtype_, e.constant());
    Values operands;
    for (std::size_t i = 0; i < e.operands().size(); ++i) {
      const bool wants_bool = is_logical(e.op()) || (e.op() == ScalarOp::select && i == 0);
      operands.push_back(wants_bool ? condition(e.operands()[i]) : number(e.operands()[i]));
    }
    return g_.emit(op_name(e.op()), operands)[0];
  }

  Builder& g_;
  std::span<const Value> args_;
  DType dtype_;
  std::unordered_map<const void*, Value> done_;
};

}  // namespace

Value emit_expr(Builder& g, const Expr& e, std::span<const Value> args, DType dtype,
                std::vector<std::pair<Expr, Value>> known) {
  return Emitter(g, args, dtype, known).number(e);
}

}  // namespace ingot
